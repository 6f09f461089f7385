/** The page's few drawings, in the colour of the text around them; a word always stands beside. */

const PATHS = /** @type {const} */ ({
  today: 'M5 6h14v14H5zM5 10h14M9 3v4M15 3v4M9 15l2 2 4-4',
  plan: 'M6 5a2 2 0 1 1 0 .01M18 12a2 2 0 1 1 0 .01M6 19a2 2 0 1 1 0 .01M8 5.5h5a3 3 0 0 1 3 3V11M16 13.500a5 5 0 0 1-5 5H8',
  document: 'M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5',
  progress: 'M4 20h16M6 16l4-5 4 3 5-8',
  you: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 21a7.500 7.500 0 0 1 15 0',
  new: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  next: 'M9 5l7 7-7 7',
  back: 'M15 5l-7 7 7 7',
  done: 'M5 12.500l4.500 4.500L19 7.500',
})

/** @typedef {keyof typeof PATHS} IconName */

/** @param {{name: IconName, size?: number}} props */
export function Icon({ name, size = 22 }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
