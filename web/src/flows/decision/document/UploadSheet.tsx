import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Select, Upload } from 'antd'
import { useState } from 'react'
import { type DocumentKind, documentKind, documentRoutes } from '#decision/document/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useGo } from '../../../app/url-state.ts'
import { AccountPicker } from '../../../crm/AccountPicker.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { ProgressLine } from '../../../ui/ProgressLine.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { refreshDocuments } from './data.ts'
import css from './document.module.css'
import { documentTexts } from './texts.ts'
import { type UploadProgress, uploadFiles } from './upload.ts'

interface Props {
  open: boolean
  onClose: () => void
  /** A new version of this document; left out, a new document. */
  document?: { id: string; title: string }
}

interface Fields {
  title: string
  kind: DocumentKind
  accountId?: string | null
}

/** Uploads a document, or a new version behind the same links. */
export function UploadSheet({ open, onClose, document }: Props) {
  const say = useText(documentTexts)
  const title = say(document ? 'newVersion' : 'newDocument')
  const subtitle = document ? { subtitle: document.title } : {}
  return (
    <Sheet open={open} onClose={onClose} title={title} {...subtitle} width={480}>
      <Body onClose={onClose} {...(document ? { document } : {})} />
    </Sheet>
  )
}

function Body({ onClose, document }: Omit<Props, 'open'>) {
  const say = useText(documentTexts)
  const go = useGo()
  const [files, setFiles] = useState<File[]>([])
  const [progress, setProgress] = useState<UploadProgress>()
  const [form] = Form.useForm<Fields>()
  const save = useMutation({
    mutationFn: async ({ title, kind, accountId }: Fields): Promise<string> => {
      const uploads = await uploadFiles(files, setProgress)
      if (document) {
        await call(documentRoutes.addVersion, { params: { id: document.id }, body: { uploads } })
        return document.id
      }
      const made = await call(documentRoutes.create, {
        body: { title, kind, accountId: accountId ?? null, uploads },
      })
      return made.id
    },
    onSuccess: id => {
      void refreshDocuments()
      onClose()
      if (!document) void go(`/documents/${id}`)
    },
    onError: () => setProgress(undefined),
  })
  const choose = (list: File[]) => {
    setFiles(list)
    const name = list[0]?.name.replace(/\.[^.]+$/, '')
    if (name && !form.getFieldValue('title')) form.setFieldValue('title', name)
  }
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ kind: 'solution' }}
      onFinish={save.mutate}
    >
      <Fault error={save.error} />
      {document && <p className={`quiet ${css.lead}`}>{say('newVersionHint')}</p>}
      <FileDrop files={files} onChange={choose} />
      {!document && <Facts />}
      {progress && save.isPending && (
        <ProgressLine
          label={say('uploading', { name: progress.name })}
          done={Math.round(progress.done / 1024)}
          total={Math.round(progress.total / 1024)}
          rate={progress.rate / 1024}
        />
      )}
      <Button type="primary" htmlType="submit" block disabled={files.length === 0} loading={save.isPending}>
        {say('save')}
      </Button>
    </Form>
  )
}

function Facts() {
  const say = useText(documentTexts)
  return (
    <>
      <Form.Item
        name="title"
        label={say('title')}
        rules={[{ required: true, whitespace: true, message: say('needed', { label: say('title') }) }]}
      >
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="kind" label={say('kind')}>
        <Select options={documentKind.options.map(value => ({ value, label: say(value) }))} />
      </Form.Item>
      <Form.Item name="accountId" label={say('account')}>
        <AccountPicker label={say('account')} />
      </Form.Item>
    </>
  )
}

function FileDrop({ files, onChange }: { files: File[]; onChange: (files: File[]) => void }) {
  const say = useText(documentTexts)
  return (
    <Upload.Dragger
      className={css.drop ?? ''}
      accept="application/pdf,image/png,image/jpeg,image/webp"
      multiple
      maxCount={200}
      beforeUpload={() => false}
      fileList={files.map((file, index) => ({ uid: String(index), name: file.name, size: file.size }))}
      onChange={({ fileList }) =>
        onChange(fileList.map(one => (one.originFileObj as File | undefined) ?? files[Number(one.uid)]!))
      }
    >
      <p className={css.dropWords}>
        <Icon name="upload" size={24} />
        <b>{say('dropHere')}</b>
        <span className="quiet small">{say('fileLimits')}</span>
      </p>
    </Upload.Dragger>
  )
}
