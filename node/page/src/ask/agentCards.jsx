/** The six agents at their work, one card each; nothing moves when their states change. */
import { Icon } from '../parts/icon.jsx'

/** @type {Record<import('./agents.js').AgentState, string>} */
const STATES = {
  waiting: 'Waiting',
  working: 'Working',
  ok: 'Done',
  late: 'Late',
  failed: 'Failed',
  skipped: 'Not needed',
}

/** @param {{agents: import('./agents.js').AgentNow[]}} props */
export function AgentCards({ agents }) {
  return (
    <ol className="agents plain-list">
      {agents.map(({ name, title, state, ms, text }) => (
        <li key={name} className="agent" data-state={state}>
          <div className="row" data-spread>
            <h2>{title}</h2>
            <span className="agent-state">
              <span className="agent-sign" aria-hidden="true">
                {state === 'ok' && <Icon name="done" size={16} />}
                {(state === 'failed' || state === 'late') && <Icon name="close" size={16} />}
              </span>
              {STATES[state]}
              {ms !== null && <span className="agent-ms">{ms} ms</span>}
            </span>
          </div>
          <p>{text}</p>
        </li>
      ))}
    </ol>
  )
}
