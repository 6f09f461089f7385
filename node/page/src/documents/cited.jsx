/** A sentence with where it stands; the place opens the page with the quote marked. */
import { Link, useSearchParams } from 'wouter'

/** @typedef {import('./words.js').Citation} Citation */

/**
 * @param {{sentence: import('./words.js').CitedSentence, titles?: Record<string, string>, question?: string}} props
 *   `titles`: by ids, where more than one document may be meant
 */
export function Cited({ sentence: { text, from_material: isTheirs, citations }, titles = {} }) {
  return (
    <p className="cited">
      {text}{' '}
      {citations.map((citation, index) => (
        <Place key={index} citation={citation} title={titles[citation.document_id]} />
      ))}
      {!isTheirs && <span className="tag">not from your material</span>}
    </p>
  )
}

/** @param {{citation: Citation, title?: string}} props */
export function Place({ citation, title }) {
  const [search] = useSearchParams()
  const { page, quote } = citation
  return (
    <Link href={placeOf(citation, search)} className="place-cited" title={quote}>
      {title ? `${title}, ` : ''}p. {page}
      <span className="visually-hidden">: opens the page with the quote marked</span>
    </Link>
  )
}

/** What was asked stays beside the page. @param {Citation} citation @param {URLSearchParams} search */
function placeOf({ document_id: id, page, start, end }, search) {
  const next = new URLSearchParams()
  const question = search.get('q')
  if (question) next.set('q', question)
  if (search.get('in') === 'all' || location.pathname === '/documents') next.set('in', 'all')
  next.set('page', `${page}`)
  next.set('from', `${start}`)
  next.set('to', `${end}`)
  return `/documents/${id}?${next}`
}
