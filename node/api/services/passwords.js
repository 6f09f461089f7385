/**
 * Passwords: which are taken, how they are kept, and that it takes as long to refuse an unknown account as a wrong
 * password. Sole door to argon2.
 *
 * Kept as argon2id with the parameters that OWASP's Password Storage Cheat Sheet names first for low memory: 19 MiB, two
 * passes, one lane. Rules of composition are not asked for (NIST SP 800-63B, 3.1.1.2): length, and not one that
 * everybody tries.
 */
import { randomUUID } from 'node:crypto'
import { hash as argon2, verify as argon2Verify } from '@node-rs/argon2'

const ARGON2ID = 2
const COST = Object.freeze({ algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 })
const PREFIX = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`
const LEAST_CHARACTERS = 10
const MOST_CHARACTERS = 128

/** What is tried first and is long enough; all in lower case. */
const COMMON = new Set(
  `0123456789 01234567890 0987654321 1029384756 1111111111 11223344556677 1122334455 1212121212 123123123123 1231231231
   12341234 1234512345 1234554321 12345678900 1234567890 12345678910 1234567891 123456789a 123456789abc 1234567890a
   1234567890q 123456789q 123456789qwe 1234qwerasdf 123qweasdzxc 147258369 1472583690 1a2b3c4d5e 1q2w3e4r5t
   1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc 31415926535 3141592653 9876543210 a123456789 a1b2c3d4e5 aa12345678
   aaaa1111 abc123456789 abc1234567 abcd123456 abcd1234567 abcde12345 abcdefghij abcdefghijk administrator alexander1
   asdasdasdasd asdf123456 asdfasdfasdf asdfghjkl1 asdfghjkl123 asdfghjklö barcelona1 basketball basketball1
   bienvenido1 bismillah1 butterfly1 changeme123 changemenow charlie123 chocolate1 computer123 contraseña1
   contrasena1 correcthorsebatterystaple daniel123456 dragon123456 elephant123 football123 forever123 geheim1234
   hallo12345 hallohallo hello12345 hellohello hello123456 iloveyou12 iloveyou123 iloveyou1234 iloveyouso jennifer1
   jessica123 letmein123 letmein1234 liverpool1 liverpool123 loveyou123 manchester manchester1 michael123
   microsoft1 motdepasse motdepasse1 mypassword mypassword1 mypassword123 newpassword p@ssw0rd123 p@ssword123
   pa55word123 parola1234 passw0rd12 passw0rd123 passw0rd1234 password00 password01 password10 password11 password12
   password123 password123! password1234 password12345 password123456 password2020 password2021 password2022
   password2023 password2024 password2025 password2026 passwordpassword passwort1234 passwort123 passwort12
   passwort12345 pokemon123 princess123 princess12 q1w2e3r4t5 q1w2e3r4t5y6 qazwsx123456 qazwsxedc1 qazwsxedcrfv
   qwe123456789 qweasdzxc1 qweasdzxc123 qwer123456 qwerty1234 qwerty12345 qwerty123456 qwerty123 qwertyqwerty qwertyuiop
   qwertyuiop1 qwertyuiop123 qwertzuiop qwertzuiop1 qwertzuiopü samsung123 secret1234 secret12345 schatz1234
   sommer2024 sommer2025 sommer2026 starwars123 student123 student1234 studycompanion summer2024 summer2025
   summer2026 sunshine12 sunshine123 superman123 test123456 testtest123 testtesttest thisismypassword trustno1trustno1
   unbelievable universidad volleyball welcome123 welcome1234 welcome2024 welcome2025 welcome2026 whatever123
   willkommen willkommen1 winter2024 winter2025 winter2026 zaq12wsxcde3 zxcvbnm123 zxcvbnm1234 zxcvbnmasdf`.split(
    /\s+/,
  ),
)

/** @typedef {ReturnType<typeof createPasswords>} Passwords */

/**
 * @param {{compute?: {hash: (password: string) => Promise<string>, verify: (hash: string, password: string) => Promise<boolean>}}} [deps]
 */
export function createPasswords({ compute = { hash: hashed, verify: verified } } = {}) {
  /** Of no account. @type {Promise<string> | undefined} */
  let nobodys
  // Before anyone waits for it, so that the first unknown account takes no longer than the others.
  void nobodysHash().catch(() => {})
  return {
    refusal,
    isSame,
    hash,
    matches,
    isOutdated: (/** @type {string} */ kept) => !kept.startsWith(PREFIX),
  }

  /** @param {string} password */
  function hash(password) {
    return compute.hash(normal(password))
  }

  /**
   * @param {string | null} kept null: there is no such account; that takes as long
   * @param {string} password
   */
  async function matches(kept, password) {
    const isRight = await compute.verify(kept ?? (await nobodysHash()), normal(password))
    return kept !== null && isRight
  }

  function nobodysHash() {
    nobodys ??= compute.hash(randomUUID()).catch((error) => {
      nobodys = undefined
      throw error
    })
    return nobodys
  }
}

/**
 * @param {string} password
 * @param {string[]} obvious what others know of this user: it may not be the password
 * @returns {string | null} what was expected instead, null when it is taken
 */
function refusal(password, obvious) {
  const length = [...normal(password)].length
  if (length < LEAST_CHARACTERS || length > MOST_CHARACTERS)
    return `${LEAST_CHARACTERS} to ${MOST_CHARACTERS} characters`
  const plain = normal(password).toLowerCase()
  if (COMMON.has(plain) || new Set(plain).size < 3) return 'a password that is not among the most common'
  const isObvious = obvious.some((text) => text !== '' && normal(text).toLowerCase() === plain)
  return isObvious ? 'a password that is neither your email nor your name' : null
}

/** @param {string} one @param {string} other */
function isSame(one, other) {
  return normal(one) === normal(other)
}

/** The same characters, typed on another keyboard, are the same bytes. @param {string} password */
function normal(password) {
  return password.normalize('NFKC')
}

/** @param {string} password */
function hashed(password) {
  return argon2(password, COST)
}

/** @param {string} hash @param {string} password */
function verified(hash, password) {
  return argon2Verify(hash, password)
}
