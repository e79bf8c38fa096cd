import { Dropdown, type MenuProps } from 'antd'
import { useLocale, useText } from '../app/i18n.ts'
import { signOut, switchLanguage, useMe } from '../app/session.ts'
import { useGo } from '../app/url-state.ts'
import { roleName } from '../platform/org/role-name.ts'
import { chooseTheme, type ThemeChoice, useThemeChoice } from '../theme/preferences.ts'
import { initial } from '../ui/format.ts'
import css from './MyMenu.module.css'
import { shellTexts } from './texts.ts'

/** Oneself at the foot of the rail: profile, language, appearance, sign out. */
export function MyMenu() {
  const say = useText(shellTexts)
  const me = useMe()
  const locale = useLocale()
  const theme = useThemeChoice()
  const go = useGo()
  const items: NonNullable<MenuProps['items']> = [
    {
      key: 'me',
      label: `${me.name} · ${roleName(me.roleName, me.role, locale)}`,
      onClick: () => void go('/me'),
    },
    { type: 'divider' },
    {
      key: 'language',
      label: say('language'),
      children: [
        { key: 'zh-CN', label: '中文', onClick: () => void switchLanguage('zh-CN') },
        { key: 'en', label: 'English', onClick: () => void switchLanguage('en') },
      ],
    },
    {
      key: 'theme',
      label: say('theme'),
      children: (['system', 'light', 'dark'] satisfies ThemeChoice[]).map(choice => ({
        key: choice,
        label: say(choice),
        onClick: () => chooseTheme(choice),
      })),
    },
    { type: 'divider' },
    { key: 'out', label: say('signOut'), onClick: () => void signOut() },
  ]
  return (
    <Dropdown menu={{ items, selectedKeys: [locale, theme] }} trigger={['click']} placement="topRight">
      <button type="button" className={css.me} aria-label={`${me.name}, ${say('me')}`} aria-haspopup="menu">
        {initial(me.name)}
      </button>
    </Dropdown>
  )
}
