import { errorCodes } from '#kernel/error.ts'

export const errors = errorCodes({
  'approval.missing': [
    'missing',
    '找不到这个审批，可能不在你能看的范围内。',
    'This approval was not found, or lies outside what you may see.',
  ],
  'approval.subject-missing': [
    'missing',
    '要审批的内容找不到了，请回到报价或合同查看。',
    'What should be approved was not found. Go back to the quote or contract.',
  ],
  'approval.not-needed': [
    'conflict',
    '这一版不用审批：它在授权之内，或已经批准。',
    'This version needs no approval: it lies inside the mandate, or is approved already.',
  ],
  'approval.not-standing': [
    'conflict',
    '它已接受、谢绝、撤回或过期，不能再请批。请先发出新的一版。',
    'It was accepted, declined, withdrawn or has expired. Issue a new version first.',
  ],
  'approval.changed': [
    'conflict',
    '内容在你查看之后改过，这次操作没有生效。请看过最新一版再决定。',
    'It has changed since you looked, so nothing was done. Look at the newest version and decide again.',
  ],
  'approval.ended': [
    'conflict',
    '这个审批已结束，请刷新看结果。',
    'This approval has ended. Refresh to see the result.',
  ],
  'approval.not-yours': [
    'forbidden',
    '现在不轮到你处理，可能别人已经处理。请刷新。',
    'It is not your turn: somebody else may have dealt with it. Refresh.',
  ],
  'approval.barred': [
    'forbidden',
    '作者、负责人、他们的下属和代理人不能参与审批。请另选一位。',
    'The author, the owner, whoever reports to them or stands in for them can’t take part. Choose somebody else.',
  ],
  'approval.gone': [
    'invalid',
    '这位同事已离开，或没有审批权限。请另选一位。',
    'This person has left or may not approve. Choose somebody else.',
  ],
  'approval.already-asked': [
    'conflict',
    '这一步已经请了这位同事，不用再加。',
    'This person is asked in this step already.',
  ],
  'approval.no-such-step': [
    'invalid',
    '只能退回到已经办完的步骤，请重选。',
    'It can go back only to a step that is done. Choose again.',
  ],
  'approval.nothing-to-undo': [
    'conflict',
    '撤不回了：已超过 10 分钟，或后面已有人处理。',
    'It can’t be taken back: ten minutes are over, or somebody has acted since.',
  ],
  'approval.out': [
    'conflict',
    '已经给了客户，决定撤不回了。要收回，请在报价或合同页撤回。',
    'The customer has it already, so the decision stands. To take it back, withdraw the quote or contract.',
  ],
  'approval.reminded': [
    'limited',
    '一小时内已催过一次，请稍后再催。',
    'They were reminded within the last hour. Try again later.',
  ],
  'approval.comment-needed': [
    'invalid',
    '请写一句原因，让对方知道怎么改。',
    'Say why in a sentence, so that they know what to change.',
  ],
  'approval.flow-stale': [
    'conflict',
    '{by}刚存了第 {version} 版。请刷新，看过再改；你的修改还没有存。',
    '{by} has just saved version {version}. Refresh and look before you change it; yours is not saved.',
  ],
  'approval.flow-faulty': [
    'invalid',
    '流程里还有没填好的地方，请按提示改完再存。',
    'The flow isn’t complete. Mend what is marked, then save.',
  ],
  'approval.flow-missing': [
    'missing',
    '找不到流程的这一版，请刷新后重选。',
    'This version of the flow was not found. Refresh and choose again.',
  ],
})
