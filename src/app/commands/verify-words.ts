import type { EvidenceFault } from '#lib/contract/index.ts'

/** Chinese and English. */
export type Words = [zh: string, en: string]

export const partWords: Record<EvidenceFault['part'], Words> = {
  form: ['证据包', 'pack'],
  version: ['合同版本', 'version'],
  quote: ['报价版本', 'quote'],
  event: ['记录', 'event'],
  file: ['已签文件', 'signed file'],
  signature: ['文件签名', 'signature of the file'],
  seal: ['证据包印记', 'seal of the pack'],
  certificate: ['证书', 'certificate'],
  contract: ['合同', 'contract'],
}

export const faultWords: Record<EvidenceFault['fault'], Words> = {
  content: ['内容被改过，与指纹对不上', 'the content was changed: it doesn’t match its hash'],
  link: ['与前一条接不上，中间有增删', 'it doesn’t follow the one before: something was put in or left out'],
  person: ['签署人或操作人的信息被改过', 'the person beside it was changed'],
  order: ['编号不连续', 'the numbers aren’t in order'],
  unsigned: ['文件里没有数字签名', 'the file bears no digital signature'],
  'not-whole': [
    '签名没有覆盖整个文件，签后有增补',
    'the signature doesn’t cover the whole file: something was added after it',
  ],
  'no-certificate': ['签名里没有证书', 'the signature holds no certificate'],
  'signature-broken': [
    '签名与文件对不上：文件被改过，或签名的算法不认识',
    'the signature doesn’t match the file: it was changed, or signed in a way that is not known here',
  ],
  'file-missing': ['记录里有已签文件，证据包里没有', 'the record names a signed file, the pack holds none'],
  'file-changed': ['文件被改过，与指纹对不上', 'the file was changed: it doesn’t match its hash'],
  'file-other': ['不是记录里的那份文件', 'it is not the file that the record names'],
  'pdf-other': ['手上的 PDF 是另一份', 'the PDF at hand is another one'],
  'certificate-other': ['文件是用另一张证书签的', 'the file was sealed with another certificate'],
  'version-missing': ['提到的合同版本不在证据包里', 'it names a version that is not in the pack'],
  'quote-missing': ['依据的报价版本不在证据包里', 'it rests on a quote that is not in the pack'],
  'parts-changed': ['内容与封存时不一样', 'the parts are not those that were sealed'],
  'seal-forged': ['印记不是用所附证书的密钥做的', 'it was not made by the key of the certificate'],
  form: ['写法与导出时不一样', 'it is written in another form than it was exported in'],
}

export const acted: Record<string, Words> = {
  created: ['生成合同', 'made'],
  prepared: ['定稿', 'text fixed'],
  renewed: ['取回或按新报价更新', 'taken back, or updated to the quote'],
  sent: ['发送给客户', 'sent to the customer'],
  opened: ['客户打开', 'opened by the customer'],
  'code-sent': ['发送验证码', 'code sent'],
  'signed-by-us': ['我方签署', 'signed by the seller'],
  'signed-by-customer': ['客户签署', 'signed by the customer'],
  effective: ['合同生效', 'in effect'],
  sealed: ['文件盖数字印记', 'file sealed'],
  declined: ['客户谢绝', 'declined by the customer'],
  expired: ['签署期限已过', 'time for signing over'],
  withdrawn: ['撤回', 'withdrawn'],
  'person-erased': ['清除个人数据，文本只留指纹', 'a person’s data erased; texts kept by hash alone'],
}

export const states: Record<string, Words> = {
  draft: ['草稿', 'draft'],
  ready: ['待发送', 'ready to send'],
  sent: ['已发送', 'sent'],
  'signed-by-us': ['我方已签', 'signed by the seller'],
  'signed-by-customer': ['客户已签', 'signed by the customer'],
  effective: ['已生效', 'in effect'],
  declined: ['客户已谢绝', 'declined'],
  expired: ['已过期', 'expired'],
  withdrawn: ['已撤回', 'withdrawn'],
}

export const identified: Record<string, Words> = {
  session: ['登录账号', 'signed in'],
  'email-code': ['邮箱验证码', 'code by e-mail'],
  'shown-code': [
    '服务器上显示的验证码（演示，未核验身份）',
    'code shown on the server (demo: not identified)',
  ],
  link: ['专属链接', 'personal link'],
  provider: ['第三方签约服务', 'signing service'],
  system: ['系统', 'system'],
  played: ['样例数据，未核验身份', 'sample data: not identified'],
}
