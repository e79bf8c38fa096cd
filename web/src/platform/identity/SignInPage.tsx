import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { startOidc } from '#platform/identity/api.ts'
import { addressOf } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { entryQuery, signIn } from '../../app/session.ts'
import { useGo, useUrlState } from '../../app/url-state.ts'
import { Avatar } from '../../ui/Badge.tsx'
import { Fault } from '../../ui/Fault.tsx'
import css from './Entry.module.css'
import { EntryFrame } from './EntryFrame.tsx'
import { identityTexts } from './texts.ts'

interface Credentials {
  email: string
  password: string
}

/** Sign in by password or the company's own sign-in; one tap in the sample workspace. */
export default function SignInPage() {
  const say = useText(identityTexts)
  const { data: entry } = useSuspenseQuery(entryQuery)
  const enter = useSignIn()
  if (!entry.isSetUp)
    return (
      <EntryFrame title={say('setupTitle')} hint={say('setupHint')}>
        <p style={{ marginTop: 16 }}>
          <Link to="/setup" className="link">
            {say('setupTitle')}
          </Link>
        </p>
      </EntryFrame>
    )
  return (
    <EntryFrame title={say('signIn')}>
      <Form<Credentials>
        layout="vertical"
        requiredMark={false}
        onFinish={enter.mutate}
        disabled={enter.isPending}
      >
        <Fault error={enter.error} />
        <Form.Item
          name="email"
          label={say('email')}
          rules={[{ required: true, type: 'email', message: say('emailNeeded') }]}
          validateTrigger="onBlur"
        >
          <Input type="email" autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item
          name="password"
          label={say('password')}
          rules={[{ required: true, message: say('passwordNeeded') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={enter.isPending}>
          {say('signIn')}
        </Button>
      </Form>
      {entry.oidc && <CompanySignIn name={entry.oidc.name} />}
      {entry.sample && (
        <SamplePeople accounts={entry.sample.accounts} onPick={enter.mutate} busy={enter.isPending} />
      )}
    </EntryFrame>
  )
}

function useSignIn() {
  const go = useGo()
  const [search] = useUrlState()
  return useMutation({
    mutationFn: ({ email, password }: Credentials) => signIn(email, password),
    onSuccess: () => go(safeBack(search.back)),
  })
}

/** Only paths of our own, never another site's address. */
function safeBack(back: string | undefined): string {
  return back && /^\/(?![/\\])/.test(back) ? back : '/'
}

function CompanySignIn({ name }: { name: string }) {
  const say = useText(identityTexts)
  const [search] = useUrlState()
  return (
    <>
      <p className={css.or}>{say('or')}</p>
      {search.error && <p role="alert">{say('companyRefused', { name })}</p>}
      <Button block href={addressOf(startOidc.path, {}, { to: safeBack(search.back) })}>
        {say('signInWith', { name })}
      </Button>
    </>
  )
}

interface SampleProps {
  accounts: (Credentials & { name: string; title: string })[]
  onPick: (who: Credentials) => void
  busy: boolean
}

function SamplePeople({ accounts, onPick, busy }: SampleProps) {
  const say = useText(identityTexts)
  return (
    <div className={css.people}>
      <h2>{say('sampleTitle')}</h2>
      <p>{say('sampleHint')}</p>
      <ul>
        {accounts.map(({ name, title, email, password }) => (
          <li key={email}>
            <button
              type="button"
              className={css.person}
              disabled={busy}
              onClick={() => onPick({ email, password })}
            >
              <Avatar name={name} />
              {name} <small>{title}</small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
