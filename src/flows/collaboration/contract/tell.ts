import type { Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { NotificationKind } from '#platform/notify/api.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import type { ContractContent } from './api.ts'
import type { ContractPorts } from './ports.ts'
import type { ContractRow } from './store.ts'
import { subjectOf } from './view.ts'

export type Teller = ReturnType<typeof makeTeller>

/** Tells people what a contract waits for, and its owner what the customer did. A press on it leads to the contract. */
export function makeTeller({ notify, gate }: Pick<ContractPorts, 'notify' | 'gate'>) {
  const send = async (
    tx: Tx,
    row: ContractRow,
    kind: NotificationKind,
    to: readonly (Id | null)[],
    title: LocalText,
  ) => {
    const people = [...new Set(to.filter(id => id !== null))]
    if (people.length === 0) return
    const text = [row.name, row.number, row.accountName].filter(Boolean).join(' · ')
    const link = `/contracts/${row.id}`
    await notify.notify(tx, { workspaceId: row.workspaceId, kind, to: people, title, text, link })
  }
  const sealers = async (tx: Tx, actor: Actor, row: ContractRow, content: ContractContent) => {
    const { may, others } = await gate.maySeal(tx, actor, subjectOf(row, content))
    return may ? [] : others
  }

  return {
    /** Whoever may use the seal on it, where the one who sends it may not. */
    toSeal: async (tx: Tx, actor: Actor, row: ContractRow, content: ContractContent): Promise<void> =>
      send(tx, row, 'approval', await sealers(tx, actor, row, content), {
        'zh-CN': '等你代表公司签署合同',
        en: 'A contract waits for your signature',
      }),

    /** The customer has signed: its owner, and where our signature is what is missing, whoever may give it. */
    signed: async (tx: Tx, row: ContractRow, content: ContractContent): Promise<void> => {
      const done = row.status === 'effective'
      await send(tx, row, 'document', [row.ownerId], {
        'zh-CN': done ? '客户已签署，合同生效' : '客户已签署，等我方签署',
        en: done ? 'The customer has signed: in effect' : 'The customer has signed; our signature is missing',
      })
      if (done || row.ownerId === null) return
      const owner: Actor = { ...systemActor(row.workspaceId), kind: 'user', id: row.ownerId }
      await send(tx, row, 'approval', await sealers(tx, owner, row, content), {
        'zh-CN': '客户已签署，等你代表公司签署',
        en: 'The customer has signed; your signature is missing',
      })
    },

    /** Why, stands on the contract's page alone: free text can name people, and notices lie in many places. */
    declined: (tx: Tx, row: ContractRow): Promise<void> =>
      send(tx, row, 'document', [row.ownerId], {
        'zh-CN': '客户谢绝了合同',
        en: 'The customer declined the contract',
      }),
  }
}
