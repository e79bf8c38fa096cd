import { Button, Select } from 'antd'
import { pick, useLocale, useText } from '../../../../app/i18n.ts'
import { Icon, type IconName } from '../../../../ui/icons.tsx'
import { verbIcons, verbOf } from '../ActionsForm.tsx'
import { type Doc, getIn, isAbsence, listOf, printDoc, recordOf, textOf, typesOf } from '../doc.ts'
import { ExperimentForm } from '../ExperimentForm.tsx'
import { useDoc, useField } from '../edit-context.ts'
import { DurationField, Field, TextField } from '../fields.tsx'
import { strategyTexts } from '../texts.ts'
import { ifRows, movedPart, partOf, toCanvas, withoutPart } from './canvas.ts'
import { measureTitle } from './measure-words.ts'
import { ActionFields, ConditionFields, MeasureFields, StepFields } from './PartFields.tsx'
import css from './studio.module.css'
import { useStudio } from './studio-context.ts'
import { studioTexts } from './studio-texts.ts'
import { eventName, eventWords } from './vocabulary.ts'
import { variedOf, WindowBars } from './WindowBars.tsx'

/** The fields of the selected part, what other windows would bring, its JSON. */
export function Inspector() {
  const say = useText(studioTexts)
  const { doc } = useDoc()
  const { selected } = useStudio()
  const of = partOf(selected)
  const row = ifRows(toCanvas(doc)).find(one => one.part === selected)
  const varied = variedOf(doc, selected, row?.condition)
  return (
    <aside className={css.inspector} aria-label={say('inspector')}>
      <InspectorHead />
      <div className={css.fields} key={selected}>
        {of.kind === 'step' && <StepFields index={of.index} />}
        {of.kind === 'measure' && <MeasureFields name={of.name} condition={row?.condition} />}
        {of.kind === 'condition' && <ConditionFields index={of.index} />}
        {of.kind === 'action' && <ActionFields index={of.index} />}
        {of.kind === 'experiment' && <ExperimentForm />}
        {of.kind === 'strategy' && <StrategyFields />}
      </div>
      {varied && <WindowBars varied={varied} />}
      {of.kind === 'measure' && <Order />}
      <PartJson />
    </aside>
  )
}

interface Face {
  icon: IconName
  title: string
  kind: string
}

function useFace(): Face {
  const say = useText(studioTexts)
  const sayStrategy = useText(strategyTexts)
  const locale = useLocale()
  const { doc } = useDoc()
  const { selected } = useStudio()
  const of = partOf(selected)
  if (of.kind === 'step') {
    const step = recordOf(listOf(doc.when)[of.index])
    const types = typesOf(step.event ?? step.absent)
    const title = types.map(type => eventName(type)[locale]).join(say('orJoin')) || say('noEvent')
    const absence = isAbsence(step)
    return {
      icon: absence ? 'absent' : (eventWords(types[0] ?? '')?.icon ?? 'bolt'),
      title,
      kind: say(absence ? 'kindAbsence' : 'kindEvent', { number: of.index + 1 }),
    }
  }
  if (of.kind === 'measure') {
    const measure = recordOf(recordOf(doc.measures)[of.name])
    return { icon: 'tally', title: measureTitle(measure, locale), kind: say('kindMeasure') }
  }
  if (of.kind === 'condition')
    return {
      icon: 'filter',
      title: say('kindCondition'),
      kind: say('conditionNumber', { number: of.index + 1 }),
    }
  if (of.kind === 'action') {
    const action = recordOf(listOf(doc.then)[of.index])
    const verb = verbOf(action)
    const title = verb ? sayStrategy(`do.${verb}`) : textOf(action.do)
    return { icon: verb ? verbIcons[verb] : 'warn', title, kind: say('kindAction', { number: of.index + 1 }) }
  }
  if (of.kind === 'experiment') return { icon: 'split', title: say('split'), kind: say('splitHint') }
  return { icon: 'flow', title: say('wholeStrategy'), kind: say('wholeHint') }
}

function InspectorHead() {
  const say = useText(studioTexts)
  const { doc } = useDoc()
  const { selected, apply, select } = useStudio()
  const { icon, title, kind } = useFace()
  const of = partOf(selected)
  const move = (by: number) => {
    const next = movedPart(doc, selected, by)
    apply(() => next.doc)
    select(next.part)
  }
  const remove = () => {
    apply(before => withoutPart(before, selected))
    select('')
  }
  const canMove =
    of.kind === 'step' || of.kind === 'action' || of.kind === 'condition' || of.kind === 'measure'
  return (
    <header className={css.inspectorHead}>
      <span className={css.pieceMark}>
        <Icon name={icon} size={15} />
      </span>
      <div>
        <h2>{title}</h2>
        <p>{kind}</p>
      </div>
      {canMove && (
        <>
          <IconButton icon="back" turned label={say('moveUp')} onClick={() => move(-1)} />
          <IconButton icon="next" turned label={say('moveDown')} onClick={() => move(1)} />
        </>
      )}
      {of.kind !== 'strategy' && <IconButton icon="trash" label={say('remove')} onClick={remove} />}
    </header>
  )
}

function IconButton({
  icon,
  label,
  onClick,
  turned = false,
}: {
  icon: IconName
  label: string
  onClick: () => void
  turned?: boolean
}) {
  return (
    <Button
      type="text"
      size="small"
      className={turned ? (css.turned ?? '') : ''}
      icon={<Icon name={icon} size={16} />}
      aria-label={label}
      title={label}
      onClick={onClick}
    />
  )
}

const keys = ['customer', 'person', 'opportunity'] as const

/** What holds for the whole: per whom, within, cooldown; and what is still wrong. */
function StrategyFields() {
  const sayStrategy = useText(strategyTexts)
  const [key, setKey] = useField(['key'])
  const known = key === undefined || keys.some(one => one === key)
  return (
    <>
      <Field label={sayStrategy('key')} path={known ? ['key'] : []}>
        {id => (
          <Select
            id={id}
            value={known ? textOf(key ?? 'customer') : 'other'}
            options={[
              { value: 'customer', label: sayStrategy('keyCustomer') },
              { value: 'person', label: sayStrategy('keyPerson') },
              { value: 'opportunity', label: sayStrategy('keyOpportunity') },
              { value: 'other', label: sayStrategy('keyOther') },
            ]}
            onChange={(next: string) =>
              setKey(
                next === 'other' ? 'props.' : next === 'customer' && key === undefined ? undefined : next,
              )
            }
          />
        )}
      </Field>
      {!known && (
        <TextField
          path={['key']}
          label={sayStrategy('keyOther')}
          placeholder={sayStrategy('keyPropPlaceholder')}
        />
      )}
      <DurationField
        path={['within']}
        label={sayStrategy('within')}
        hint={sayStrategy('withinHint')}
        optional
      />
      <DurationField
        path={['cooldown']}
        label={sayStrategy('cooldown')}
        hint={sayStrategy('cooldownHint')}
        optional
      />
      <Verdict />
    </>
  )
}

/** What is wrong, place by place; each leads to its part. */
function Verdict() {
  const say = useText(studioTexts)
  const locale = useLocale()
  const { doc, faults, warnings } = useDoc()
  const { select } = useStudio()
  if (faults.length + warnings.length === 0) return null
  return (
    <section className={css.verdict} role="status">
      <h3>{faults.length > 0 ? say('toMend', { count: faults.length }) : say('toNote')}</h3>
      {[...faults, ...warnings].map((fault, index) => (
        <button
          key={fault.path + fault.message.en}
          type="button"
          className="plain"
          onClick={() => select(partAt(doc, fault.path))}
        >
          <code>{fault.path || '{ }'}</code>
          <span className={index < faults.length ? css.fault : css.warning}>
            {pick(fault.message, locale)}
          </span>
        </button>
      ))}
    </section>
  )
}

/** The part that a place of the document belongs to. */
export function partAt(doc: Doc, path: string): string {
  const part = /^(when\[\d+\]|then\[\d+\]|measures\.\w+|experiment)/.exec(path)?.[1]
  if (part) return part
  if (path !== 'if') return ''
  return (
    ifRows(toCanvas(doc)).find(row => row.measure === undefined)?.part ?? ifRows(toCanvas(doc))[0]?.part ?? ''
  )
}

function Order() {
  const say = useText(studioTexts)
  return (
    <section className={css.block}>
      <h3>{say('order')}</h3>
      <p className={css.hint}>{say('orderWords')}</p>
    </section>
  )
}

/** The part as it stands in the document. */
function PartJson() {
  const say = useText(studioTexts)
  const { doc, faults } = useDoc()
  const { selected } = useStudio()
  const of = partOf(selected)
  const row = ifRows(toCanvas(doc)).find(one => one.part === selected)
  const condition = row?.condition === undefined ? undefined : toCanvas(doc).conditions[row.condition]?.text
  if (of.kind === 'strategy') return null
  const value =
    of.kind === 'experiment' ? doc.experiment : of.kind === 'condition' ? undefined : getIn(doc, of.path)
  const isValid = !faults.some(fault => partAt(doc, fault.path) === selected)
  const text = [
    value === undefined
      ? ''
      : of.kind === 'measure'
        ? `${JSON.stringify(of.name)}: ${printDoc(value)}`
        : printDoc(value),
    condition === undefined ? '' : `"if": … ${condition}`,
  ]
  return (
    <section className={`${css.block} ${css.json}`}>
      <p>
        <span>{say('expression')}</span>
        <span className={isValid ? css.good : css.fault}>{say(isValid ? 'isValid' : 'isWrong')}</span>
      </p>
      <pre>{text.filter(Boolean).join('\n')}</pre>
    </section>
  )
}
