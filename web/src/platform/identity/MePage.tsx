import { Segmented } from 'antd'
import { useState } from 'react'
import { removeSample } from '#platform/identity/api.ts'
import { call } from '../../app/http.ts'
import { type Locale, useLocale, useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { leave, signOut, switchLanguage, useMay, useMe } from '../../app/session.ts'
import { shellTexts } from '../../shell/texts.ts'
import { useNavigation } from '../../shell/useNavigation.ts'
import { chooseTheme, type ThemeChoice, useThemeChoice } from '../../theme/preferences.ts'
import { Avatar, Chip } from '../../ui/Badge.tsx'
import { Icon } from '../../ui/icons.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { RemoveButton } from '../../ui/RemoveButton.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { letterboxTexts } from '../letterbox/texts.ts'
import { roleName } from '../org/role-name.ts'
import { ChangePassword } from './ChangePassword.tsx'
import css from './MePage.module.css'
import { identityTexts } from './texts.ts'

/** Oneself: who one is, how the screen looks, the way to the settings, and out. */
export default function MePage() {
  const say = useText(identityTexts)
  const locale = useLocale()
  const me = useMe()
  const may = useMay()
  return (
    <>
      <PageHead title={say('mine')} />
      <PageBody narrow>
        <section className={`card ${css.who}`}>
          <Avatar name={me.name} kind="sender" size={48} />
          <div>
            <h2>{me.name}</h2>
            <p className="quiet">
              {[me.title, roleName(me.roleName, me.role, locale)].filter(Boolean).join(' · ')}
            </p>
            <p className="quiet">{me.email}</p>
          </div>
        </section>
        <section className={`card ${css.rows}`}>
          <p className={css.row}>
            <span>{say('workspaceLabel')}</span>
            <span>
              {me.workspace.name} {me.workspace.sample && <Chip tone="ochre">{say('sample')}</Chip>}
            </span>
          </p>
          {me.workspace.sample && may('setting.manage') && <RemoveSample name={me.workspace.name} />}
          {me.mail === 'kept' && <LettersRow />}
          <Appearance />
          <PasswordRow />
        </section>
        <SettingsLinks />
      </PageBody>
    </>
  )
}

function LettersRow() {
  const say = useText(letterboxTexts)
  return (
    <Link to="/letters" className={css.row}>
      <span className={css.name}>{say('title')}</span>
      <Icon name="next" size={16} />
    </Link>
  )
}

function Appearance() {
  const say = useText(shellTexts)
  const locale = useLocale()
  const theme = useThemeChoice()
  return (
    <>
      <div className={css.row}>
        <span>{say('language')}</span>
        <Segmented<Locale>
          value={locale}
          aria-label={say('language')}
          options={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
          onChange={chosen => void switchLanguage(chosen)}
        />
      </div>
      <div className={css.row}>
        <span>{say('theme')}</span>
        <Segmented<ThemeChoice>
          value={theme}
          aria-label={say('theme')}
          options={(['system', 'light', 'dark'] as const).map(value => ({ value, label: say(value) }))}
          onChange={chooseTheme}
        />
      </div>
    </>
  )
}

/** Everybody here is part of the sample, so nobody stays signed in. */
function RemoveSample({ name }: { name: string }) {
  const say = useText(identityTexts)
  return (
    <div className={css.row}>
      <span className="quiet">{say('sampleGoesHint')}</span>
      <RemoveButton
        name={name}
        label={say('removeSample')}
        lost={say('removeSampleLost')}
        remove={() => call(removeSample)}
        refetch={[]}
        onDone={leave}
      />
    </div>
  )
}

function PasswordRow() {
  const say = useText(identityTexts)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className={`plain ${css.row}`} onClick={() => setOpen(true)}>
        <span className={css.name}>{say('changePassword')}</span>
        <Icon name="next" size={16} />
      </button>
      <Sheet open={open} onClose={() => setOpen(false)} title={say('changePassword')}>
        <ChangePassword onDone={() => setOpen(false)} />
      </Sheet>
    </>
  )
}

function SettingsLinks() {
  const say = useText(shellTexts)
  const { allowed } = useNavigation()
  const settings = allowed.filter(screen => screen.section === 'settings' && screen.tab)
  return (
    <section className={`card ${css.rows}`}>
      {settings.map(screen => (
        <Link key={screen.path} to={screen.path} className={css.row}>
          <span className={css.name}>{say(screen.tab!)}</span>
          <Icon name="next" size={16} />
        </Link>
      ))}
      <button type="button" className={`plain ${css.row}`} onClick={() => void signOut()}>
        <span className={css.name}>{say('signOut')}</span>
        <Icon name="leave" size={18} />
      </button>
    </section>
  )
}
