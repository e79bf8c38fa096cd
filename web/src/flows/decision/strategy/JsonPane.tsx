import { Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useText } from '../../../app/i18n.ts'
import { type Doc, printDoc, readDoc } from './doc.ts'
import css from './editor.module.css'
import { strategyTexts } from './texts.ts'

/** The document as text. While it is not valid JSON, the form keeps what it had. */
export function JsonPane({ doc, onDoc }: { doc: Doc; onDoc: (doc: Doc) => void }) {
  const say = useText(strategyTexts)
  const [text, setText] = useState(() => printDoc(doc))
  const [fault, setFault] = useState<string>()
  const written = useRef(doc)
  useEffect(() => {
    if (written.current === doc) return
    written.current = doc
    setText(printDoc(doc))
    setFault(undefined)
  }, [doc])
  const type = (next: string) => {
    setText(next)
    const read = readDoc(next)
    if ('fault' in read) {
      setFault(read.fault)
      return
    }
    setFault(undefined)
    written.current = read.doc
    onDoc(read.doc)
  }
  return (
    <section className={css.json} aria-label={say('json')}>
      <h2>
        {say('json')} <small>{say('jsonHint')}</small>
      </h2>
      <Input.TextArea
        className={css.code ?? ''}
        aria-label={say('json')}
        aria-invalid={fault !== undefined}
        spellCheck={false}
        autoSize={{ minRows: 16 }}
        status={fault === undefined ? '' : 'error'}
        value={text}
        onChange={event => type(event.target.value)}
      />
      {fault !== undefined && (
        <p role="alert" className={css.fault}>
          {fault === '{ … }' ? say('jsonNeedsObject') : say('jsonBroken', { fault })}
        </p>
      )}
    </section>
  )
}
