import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { useText } from '../app/i18n.ts'
import { closeLive, openLive } from '../app/live.ts'
import { useTodayCount } from '../flows/decision/suggestion/useTodayCount.ts'
import { usePhone } from '../theme/preferences.ts'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { PageSkeleton } from './PageSkeleton.tsx'
import { Palette, PaletteProvider } from './Palette.tsx'
import { PhoneBar } from './PhoneBar.tsx'
import { Rail } from './Rail.tsx'
import css from './Shell.module.css'
import { PhoneTabs, TopBar } from './TopBar.tsx'
import { TabsShown } from './tabs-shown.ts'
import { shellTexts } from './texts.ts'
import { useNavigation } from './useNavigation.ts'

/** Numbers that may come a moment after the first page. */
const ApprovalCount = lazy(() => import('../flows/collaboration/approval/ApprovalCount.tsx'))

/** The frame around every screen: rail and tabs on the desktop, bottom bar on the phone. */
export function Shell() {
  const say = useText(shellTexts)
  const phone = usePhone()
  const { here, tabs, sections: shown, allowed } = useNavigation()
  useTodayCount()
  useEffect(() => {
    openLive()
    return closeLive
  }, [])
  const phoneTabs = phone && tabs.length > 1 && here?.tab !== undefined
  return (
    <PaletteProvider>
      <a href="#content" className={css.skip}>
        {say('skip')}
      </a>
      <div className={css.shell}>
        {!phone && <Rail sections={shown} here={here} />}
        <div className={css.main}>
          {phone ? phoneTabs && <PhoneTabs tabs={tabs} here={here} /> : <TopBar tabs={tabs} here={here} />}
          <ConnectionBanner />
          <main id="content" tabIndex={-1} className={css.content}>
            <TabsShown value={phoneTabs}>
              <Suspense fallback={<PageSkeleton />}>
                <Outlet />
              </Suspense>
            </TabsShown>
          </main>
        </div>
        {phone && <PhoneBar screens={allowed} here={here} />}
      </div>
      <Palette screens={allowed} />
      <Suspense>
        <ApprovalCount />
      </Suspense>
    </PaletteProvider>
  )
}
