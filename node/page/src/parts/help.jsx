/** Help for a person who may be in danger. It stands first, says one thing at a time, and asks for nothing. */

/** @typedef {import('../reading/shapes.js').Helpline} Helpline */

/** @param {{message: string, helplines: Helpline[], emergency?: string | null, disclosure?: string, children?: import('react').ReactNode}} props */
export function HelpCard({ message, helplines, emergency, disclosure, children }) {
  return (
    <section className="help" aria-labelledby="help-title">
      <h1 id="help-title">You are not alone with this</h1>
      <div className="row help-first">
        {[
          ...(emergency ? [{ name: 'emergency help', number: emergency }] : []),
          ...helplines.filter(({ number }) => number).slice(0, 1),
        ].map(({ name, number }) => (
          <a key={name} className="button" data-kind="main" href={`tel:${dialled(number ?? '')}`}>
            Call {number}, {name}
          </a>
        ))}
      </div>
      <p className="help-message">{message}</p>
      <ul className="plain-list help-lines">
        {helplines.map((line) => (
          <Line key={`${line.name} ${line.number}`} line={line} />
        ))}
      </ul>
      {disclosure && <p className="quiet">{disclosure}</p>}
      {children}
    </section>
  )
}

/** @param {{line: Helpline}} props */
function Line({ line: { name, number, text, chat, hours, url } }) {
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <div className="quiet">{hours}</div>
      </div>
      <div className="row">
        {number && (
          <a className="button" data-kind="main" href={`tel:${dialled(number)}`}>
            Call {number}
          </a>
        )}
        {text && <span className="help-text">{text}</span>}
        {(chat ?? (number ? null : url)) && (
          <a className="button" href={chat ?? url} target="_blank" rel="noreferrer">
            Write to them
          </a>
        )}
      </div>
    </li>
  )
}

/** @param {string} number as it is printed */
function dialled(number) {
  return number.replace(/[^\d+*#]/g, '')
}
