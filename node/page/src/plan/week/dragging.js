/** Dragging by mouse, pen or finger: a mouse drags once it has moved, a finger after it has rested. */
import { useEffect, useRef } from 'react'

/** @typedef {import('../../reading/shapes.js').Block} Block */
/** @typedef {import('./wallTime.js').Place} Place */
/** @typedef {{x: number, y: number}} Point in the window */
/**
 * @typedef {object} Held
 * @property {Block} block
 * @property {number} pointer
 * @property {HTMLElement} element
 * @property {Point} from
 * @property {number} grip how far below the block's top it is held
 * @property {boolean} isCarried
 * @property {Place | null} place
 * @property {ReturnType<typeof setTimeout> | null} resting
 */

const FAR_ENOUGH = 5
const REST_MS = 400
const EDGE = 70
const SCROLL = 14

/**
 * @param {{onCarry: (block: Block, point: Point) => Place | null, onDrop: (block: Block, place: Place) => void,
 *   onCancel: () => void}} on `onCarry` gets the middle of the window's pointer across, and the block's top
 */
export function useDragging(on) {
  const held = useRef(/** @type {Held | null} */ (null))
  const hasDragged = useRef(false)
  const latest = useRef(on)
  useEffect(() => {
    latest.current = on
  })

  useEffect(() => {
    // A finger that carries a block does not scroll; only a listener that is not passive may say so.
    const stay = (/** @type {TouchEvent} */ event) => {
      if (held.current?.isCarried) event.preventDefault()
    }
    const leave = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Escape' && held.current?.isCarried) letGo(false)
    }
    document.addEventListener('touchmove', stay, { passive: false })
    document.addEventListener('keydown', leave)
    return () => {
      document.removeEventListener('touchmove', stay)
      document.removeEventListener('keydown', leave)
      if (held.current?.resting) clearTimeout(held.current.resting)
    }
  }, [])

  /** @param {boolean} isDrop */
  function letGo(isDrop) {
    const was = held.current
    held.current = null
    if (!was) return
    if (was.resting) clearTimeout(was.resting)
    if (was.element.hasPointerCapture(was.pointer)) was.element.releasePointerCapture(was.pointer)
    if (!was.isCarried) return
    if (isDrop && was.place) latest.current.onDrop(was.block, was.place)
    else latest.current.onCancel()
  }

  /** @param {Held} one @param {Point} point */
  function carry(one, point) {
    one.place = latest.current.onCarry(one.block, { x: point.x, y: point.y - one.grip }) ?? one.place
  }

  /** @param {Held} one */
  function begin(one) {
    one.isCarried = true
    hasDragged.current = true
    one.element.setPointerCapture(one.pointer)
  }

  return {
    isHeld: () => held.current !== null,

    /** Whether the click that was just heard is one, and not the end of a drag. */
    wasClick() {
      const isClick = !hasDragged.current
      hasDragged.current = false
      return isClick
    },

    /** @param {Block} block */
    handlersFor(block) {
      return {
        onPointerDown(/** @type {import('react').PointerEvent<HTMLElement>} */ event) {
          if (event.button !== 0 || !event.isPrimary) return
          hasDragged.current = false
          const element = event.currentTarget
          const from = { x: event.clientX, y: event.clientY }
          const grip = event.clientY - element.getBoundingClientRect().top
          /** @type {Held} */
          const one = {
            block,
            pointer: event.pointerId,
            element,
            from,
            grip,
            isCarried: false,
            place: null,
            resting: null,
          }
          held.current = one
          if (event.pointerType !== 'touch') {
            // At once: with its first move a quick mouse is somewhere else already.
            element.setPointerCapture(event.pointerId)
            return
          }
          one.resting = setTimeout(() => {
            navigator.vibrate?.(10)
            begin(one)
            carry(one, from)
          }, REST_MS)
        },
        onPointerMove(/** @type {import('react').PointerEvent<HTMLElement>} */ event) {
          const one = held.current
          if (!one || event.pointerId !== one.pointer) return
          const isFar = Math.hypot(event.clientX - one.from.x, event.clientY - one.from.y) >= FAR_ENOUGH
          if (!one.isCarried && event.pointerType === 'touch') return void (isFar && letGo(false))
          if (!one.isCarried && !isFar) return
          if (!one.isCarried) begin(one)
          carry(one, { x: event.clientX, y: event.clientY })
          if (event.clientY < EDGE) window.scrollBy(0, -SCROLL)
          if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, SCROLL)
        },
        onPointerUp: () => letGo(true),
        onPointerCancel: () => letGo(false),
        onDragStart: (/** @type {import('react').DragEvent} */ event) => event.preventDefault(),
      }
    },
  }
}
