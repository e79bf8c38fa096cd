import { execFile } from 'node:child_process'
import { createVerify } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkPdfSignature } from '#adapters/signature/check.ts'
import { checkEvidence } from '#lib/contract/index.ts'
import { contractStage } from '#test/contract-stage.ts'

const { call, waiting, signs } = await contractStage()

test('the evidence pack is whole and checked without us; any byte of it that is changed is found and named', async () => {
  const { contract, token } = await waiting()
  await signs(token, contract.hash!)
  const file = (await call('rep', 'GET', `/contracts/${contract.id}/evidence`)).raw.toString('utf8')
  const checks = {
    pdf: checkPdfSignature,
    signed: (text: string, signature: string, certificate: string) =>
      createVerify('SHA256').update(text).verify(certificate, signature, 'base64'),
  }
  const { faults, pack } = checkEvidence(file, checks)
  expect(faults).toEqual([])
  expect(pack.parts.events.at(-1)?.type).toBe('sealed')
  const changed = (from: string | RegExp, to: string) => {
    expect(file).toMatch(from)
    return checkEvidence(file.replace(from, to), checks).faults.map(({ part, name }) => `${part} ${name}`)
  }
  expect(changed('"how":"email-code","name":"赵敏"', '"how":"email-code","name":"赵强"')).toContain(
    'event 6 signed-by-customer',
  )
  expect(changed('"text":"本合同适用', '"text":"本合同不适用')).toContain(`version ${contract.hash}`)
  expect(changed('"number":"BJ', '"number":"BK')[0]).toMatch(/^quote /)
  expect(changed(/"base64":"(.{500})./, '"base64":"$1_')).toContain(`file ${contract.number}`)
  expect(changed('"format"', ' "format"')).toEqual(['form file'])
  expect(await verify(file)).toMatchObject({ code: 0, faults: [] })
  const named = await verify(
    file.replace('"how":"email-code","name":"赵敏"', '"how":"email-code","name":"赵强"'),
  )
  expect(named.code).toBe(1)
  expect(named.faults).toContainEqual({ part: 'event', name: '6 signed-by-customer', fault: 'person' })
  expect((await verify('{}')).code).toBe(1)
  const forged = file.replace('"text":"本合同适用', '"text":"本合同不适用')
  const [zh, en] = [await loamVerify(forged, [], 'zh_CN.UTF-8'), await loamVerify(forged, [])]
  expect(zh.stdout).toContain(`✗ 合同版本 ${contract.hash}：内容被改过，与指纹对不上`)
  expect(zh.stdout).not.toMatch(/✗.*[a-z]{3,} [a-z]{3,}/)
  expect(en.stdout).toContain(`✗ version ${contract.hash}: the content was changed`)
  expect(en.stdout.split('✗').slice(1).join('')).not.toMatch(/[\u3400-\u9fff]/)
  const bytes = Buffer.from(file)
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
      const other = Buffer.from(bytes)
      other[at] = other[at]! ^ bits
      let found = true
      try {
        found = checkEvidence(other.toString('utf8'), checks).faults.length > 0
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
      expect(found).toBe(true)
    }),
    { numRuns: 150 },
  )
}, 60_000)

/** What `loam verify` says of a pack, in a process of its own without a data folder. */
async function verify(pack: string): Promise<{ code: number; faults: unknown[] }> {
  const { code, stdout } = await loamVerify(pack, ['--json'])
  return { code, faults: stdout ? JSON.parse(stdout).faults : [] }
}

async function loamVerify(pack: string, options: string[], language = 'en_US.UTF-8') {
  const folder = await mkdtemp(join(tmpdir(), 'loam-verify-'))
  try {
    const file = join(folder, 'pack.json')
    await writeFile(file, pack)
    const cli = fileURLToPath(new URL('../../../app/cli.ts', import.meta.url))
    return await new Promise<{ code: number; stdout: string }>(resolve => {
      const env = { ...process.env, LC_ALL: language, LOAM_HOME: join(folder, 'none') }
      execFile(process.execPath, [cli, ...options, 'verify', file], { env }, (error, stdout) => {
        resolve({ code: Number(error?.code ?? 0), stdout })
      })
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
