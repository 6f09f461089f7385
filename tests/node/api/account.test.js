/** Tables for spreadsheets, and an erasure that ends however often it dies on the way. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pino from 'pino'
import { createAccount } from '../../../node/api/services/account.js'
import { cellOf, csvOf } from '../../../node/api/services/csv.js'

describe('CSV', () => {
  test('what a spreadsheet would take for a formula is text, and numbers stay numbers', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '＝1']) {
      assert.match(cellOf(text), /^"?'/, JSON.stringify(text))
    }
    for (const harmless of ['plain', '1 = 1', 'a-b', '2026-11-22T09:00:00Z', '']) {
      assert.equal(cellOf(harmless), harmless)
    }
    assert.deepEqual([-1.5, 0, true, null, undefined].map(cellOf), ['-1.5', '0', 'true', '', ''])
  })

  test('quotes, commas and line ends do not break a row', () => {
    const table = csvOf(['a', 'b'], [{ a: 'x "y", z', b: 'one\r\ntwo' }, { a: 3 }])
    assert.equal(table, '\uFEFFa,b\r\n"x ""y"", z","one\r\ntwo"\r\n3,\r\n')
  })

  test('what is no plain value is written as JSON, and cannot be a formula either', () => {
    assert.equal(cellOf({ a: 1 }), '"{""a"":1}"')
    assert.equal(cellOf(new Date(0)), '1970-01-01T00:00:00.000Z')
  })
})

const USER = { id: 'u', learnerId: 'ann', email: 'ann@example.org', name: 'Ann' }

/** The two sides as sets of learners; `failing` names the steps that break, each as often as it says. */
function sides(/** @type {Record<string, number>} */ failing = {}) {
  const rows = new Set(['ann', 'ben'])
  const python = new Set(['ann', 'ben'])
  const begun = new Set()
  /** @type {string[]} */
  const steps = []
  /** @param {string} name */
  const step = (name) => {
    steps.push(name)
    if (failing[name]) {
      failing[name]--
      throw new Error(`broken at ${name}`)
    }
  }
  const account = createAccount({
    accountExport: /** @type {any} */ ({ open: async () => null }),
    erasures: {
      begin: async (id) => (step('begin'), void begun.add(id)),
      pending: async () => /** @type {string[]} */ ([...begun]),
      end: async (id) => (step('end'), void begun.delete(id)),
      vacuum: async () => step('vacuum'),
    },
    learners: { remove: async (id) => (step('remove'), rows.delete(id)) },
    async *runsOf() {
      yield { id: 'running', finished_at: null }
      yield { id: 'ended', finished_at: new Date() }
    },
    orchestrator: /** @type {any} */ ({
      callSkill: async (
        /** @type {{method: string}} */ { method },
        /** @type {object} */ _params,
        /** @type {{learnerId: string}} */ { learnerId },
      ) => {
        assert.equal(method, 'personalization.erase')
        step('python')
        python.delete(learnerId)
      },
      cancelRun: async (/** @type {string} */ id) => (step(`cancel ${id}`), { cancelled: true }),
    }),
    auth: {
      verifyPassword: async (_id, password) => password === 'right',
      deleteUser: async () => (step('deleteUser'), true),
    },
    forget: () => step('forget'),
    log: pino({ level: 'silent' }),
  })
  return { account, rows, python, begun, steps }
}

describe('an erasure', () => {
  test('is written down first, ends what runs, and is crossed out last', async () => {
    const { account, rows, python, begun, steps } = sides()
    assert.deepEqual(await account.erase({ learnerId: 'ann', user: USER }), { done: true })
    assert.deepEqual([[...rows], [...python], [...begun]], [['ben'], ['ben'], []])
    assert.equal(steps[0], 'begin')
    assert.ok(steps.includes('cancel running') && !steps.includes('cancel ended'))
    assert.ok(steps.indexOf('deleteUser') < steps.indexOf('python'), 'nobody gets in any more by then')
    assert.deepEqual(steps.slice(-2), ['end', 'vacuum'])
  })

  for (const broken of ['cancel running', 'deleteUser', 'remove', 'python', 'end']) {
    test(`that dies at ${broken} is finished later, and others are left alone`, async () => {
      const { account, rows, python, begun } = sides({ [broken]: 1 })
      const done = await account.erase({ learnerId: 'ann', user: USER }).catch(() => null)
      if (begun.size > 0) assert.notDeepEqual(done, { done: true })
      await account.finishErasures()
      assert.deepEqual([[...rows], [...python], [...begun]], [['ben'], ['ben'], []])
    })
  }

  test('that Python cannot take part in now is not said to be done', async () => {
    const { account, rows, begun } = sides({ python: 1 })
    assert.deepEqual(await account.erase({ learnerId: 'ann', user: null }), { done: false })
    assert.deepEqual([[...rows], [...begun]], [['ben'], ['ann']])
    assert.equal(await account.finishErasures(), 1)
  })

  test('twice is once', async () => {
    const { account, rows } = sides()
    await account.erase({ learnerId: 'ann', user: USER })
    assert.deepEqual(await account.erase({ learnerId: 'ann', user: null }), { done: true })
    assert.deepEqual([...rows], ['ben'])
  })

  test('needs the password of who has an account, and nothing of a guest', async () => {
    const { account } = sides()
    await account.checkPassword(USER, { password: 'right' })
    await account.checkPassword(null, {})
    await assert.rejects(account.checkPassword(USER, { password: 'wrong' }), { status: 403 })
    await assert.rejects(account.checkPassword(null, { password: true }), { status: 400 })
    for (const fields of [{}, { password: 7 }, { password: 'right', more: 1 }]) {
      await assert.rejects(account.checkPassword(USER, fields), { status: 400 })
    }
  })
})
