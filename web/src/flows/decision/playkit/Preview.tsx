import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { KitView } from '#decision/playkit/api.ts'
import { useText } from '../../../app/i18n.ts'
import { AccountPicker } from '../../../crm/AccountPicker.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { DeliveredKitView, FitChips } from './DeliveredKitView.tsx'
import { deliveredQuery } from './data.ts'
import css from './playkit.module.css'
import { kitTexts } from './texts.ts'

/** The kit as it is handed over for a chosen customer. */
export function Preview({ kit }: { kit: KitView }) {
  const say = useText(kitTexts)
  const [account, setAccount] = useState<string | null>(null)
  const query = useQuery({ ...deliveredQuery(kit.id, account ?? '', kit.version), enabled: account !== null })
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('preview')}</h2>
      <p className="quiet small">
        {say('previewHint')} {say('previewSaved', { version: kit.version })}
      </p>
      <div className={css.pick}>
        <AccountPicker label={say('choose')} value={account} onChange={setAccount} />
      </div>
      {account && (
        <Loaded query={query} skeleton={<SkeletonLines rows={8} />}>
          {delivered => (
            <>
              <p className={css.chips}>
                <span className="quiet small">{say('forWhom')}</span> <FitChips fit={delivered.fit} />
              </p>
              <DeliveredKitView kit={delivered} />
            </>
          )}
        </Loaded>
      )}
    </section>
  )
}
