import { checkDuration, type Faults, join } from './faults.ts'
import { checkExpr, checkTemplate, type NamesInReach } from './names.ts'

type Check = (action: Record<string, unknown>, path: string, names: NamesInReach, faults: Faults) => void

interface ActionShape {
  required: string[]
  optional?: string[]
  check: Check
}

const shapes: Record<string, ActionShape> = {
  tag: { required: ['add'], optional: ['remove'], check: checkTag },
  priority: {
    required: ['lead'],
    check: (action, path, _names, faults) =>
      faults.oneOf(action.lead, join(path, 'lead'), ['S', 'A', 'B', 'C', 'D']),
  },
  suggest: {
    required: ['to', 'title', 'reason', 'expires'],
    optional: ['kit', 'value'],
    check: checkSuggest,
  },
  task: { required: ['to', 'title', 'due'], check: checkTask },
  notify: { required: ['to', 'text'], optional: ['channels'], check: checkNotify },
  webhook: { required: ['endpoint'], optional: ['body'], check: checkWebhook },
  emit: { required: ['event', 'props'], check: checkEmit },
}

/** Checks a list of actions (`then`). */
export function checkActions(json: unknown, path: string, names: NamesInReach, faults: Faults): void {
  faults.list(json, path, (action, at) => checkAction(action, at, names, faults))
}

function checkAction(json: unknown, path: string, names: NamesInReach, faults: Faults): void {
  const verb = typeof json === 'object' && json !== null && 'do' in json ? json.do : undefined
  if (verb === 'start') {
    faults.add(
      join(path, 'do'),
      '还不能启动工作流；请改用任务、通知或 webhook',
      "Workflows can't be started yet; use a task, a notification or a webhook",
    )
    return
  }
  const shape = typeof verb === 'string' && Object.hasOwn(shapes, verb) ? shapes[verb] : undefined
  if (shape === undefined) {
    faults.oneOf(verb, join(path, 'do'), Object.keys(shapes))
    return
  }
  const action = faults.record(json, path, ['do', ...shape.required], shape.optional)
  if (action === undefined) return
  if (shape.required.every(name => action[name] !== undefined)) shape.check(action, path, names, faults)
}

function checkTag(action: Record<string, unknown>, path: string, _names: NamesInReach, faults: Faults): void {
  const lists = ['add', 'remove'].filter(name => action[name] !== undefined)
  for (const name of lists)
    faults.list(action[name], join(path, name), (tag, at) => void faults.text(tag, at))
  if (lists.every(name => Array.isArray(action[name]) && action[name].length === 0)) {
    faults.add(join(path, 'add'), '至少要有一个标签', 'At least one tag is needed')
  }
}

function checkSuggest(
  action: Record<string, unknown>,
  path: string,
  names: NamesInReach,
  faults: Faults,
): void {
  checkWhom(action.to, join(path, 'to'), faults)
  if (action.kit !== undefined) faults.text(action.kit, join(path, 'kit'))
  checkText(action.title, join(path, 'title'), names, faults)
  checkText(action.reason, join(path, 'reason'), names, faults)
  checkDuration(action.expires, join(path, 'expires'), faults)
  if (action.value !== undefined) checkExpr(action.value, join(path, 'value'), names, names, faults)
}

function checkTask(action: Record<string, unknown>, path: string, names: NamesInReach, faults: Faults): void {
  checkWhom(action.to, join(path, 'to'), faults)
  checkText(action.title, join(path, 'title'), names, faults)
  checkDuration(action.due, join(path, 'due'), faults)
}

function checkNotify(
  action: Record<string, unknown>,
  path: string,
  names: NamesInReach,
  faults: Faults,
): void {
  checkWhom(action.to, join(path, 'to'), faults)
  checkText(action.text, join(path, 'text'), names, faults)
  const { channels } = action
  if (channels !== undefined)
    faults.list(channels, join(path, 'channels'), (name, at) => void faults.text(name, at))
}

function checkWebhook(
  action: Record<string, unknown>,
  path: string,
  names: NamesInReach,
  faults: Faults,
): void {
  faults.text(action.endpoint, join(path, 'endpoint'))
  if (action.body !== undefined) checkExpr(action.body, join(path, 'body'), names, names, faults)
}

function checkEmit(action: Record<string, unknown>, path: string, names: NamesInReach, faults: Faults): void {
  faults.text(action.event, join(path, 'event'))
  const props = action.props
  if (typeof props !== 'object' || props === null || Array.isArray(props)) {
    faults.add(join(path, 'props'), '应是一个对象', 'This must be an object')
    return
  }
  for (const [name, cel] of Object.entries(props))
    checkExpr(cel, join(join(path, 'props'), name), names, names, faults)
}

/** WHOM: the owner, a role found upwards, or one user. */
function checkWhom(json: unknown, path: string, faults: Faults): void {
  if (json === 'owner') return
  const isUser = typeof json === 'object' && json !== null && 'user' in json
  const whom = isUser ? faults.record(json, path, ['user']) : faults.record(json, path, ['role', 'of'])
  if (whom === undefined) return
  if (isUser) {
    faults.text(whom.user, join(path, 'user'))
    return
  }
  if (whom.role !== undefined) faults.text(whom.role, join(path, 'role'))
  if (whom.of !== undefined) faults.oneOf(whom.of, join(path, 'of'), ['department', 'region', 'workspace'])
}

/** TEXT: both languages, with `{{ CEL }}` inside. */
function checkText(json: unknown, path: string, names: NamesInReach, faults: Faults): void {
  const text = faults.record(json, path, ['zh-CN', 'en'])
  if (text === undefined) return
  for (const locale of ['zh-CN', 'en']) {
    const value = text[locale]
    if (value !== undefined && faults.text(value, join(path, locale))) {
      checkTemplate(value, join(path, locale), names, faults)
    }
  }
}
