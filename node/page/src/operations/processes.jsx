/** The Python processes, one row each; as cards on narrow screens. */
import { inMegabytes, inMs, inTime } from './words.js'

/** @param {{processes: import('./watching.js').ProcessFigures[]}} props */
export function Processes({ processes }) {
  if (processes.length === 0) return <p className="quiet">No process runs just now.</p>
  return (
    <table className="figures">
      <thead>
        <tr>
          {['Process', 'State', 'PID', 'In work', 'Starts', 'Ready for', 'Heard', 'Loop lag', 'Memory'].map(
            (name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {processes.map((one) => (
          <tr key={one.process}>
            <th scope="row">{one.process}</th>
            <Cell name="State">
              <span className="standing" data-well={one.verdict === 'ok' || one.verdict === 'busy'}>
                {[one.state, one.verdict && one.verdict !== one.state ? one.verdict : null]
                  .filter(Boolean)
                  .join(', ')}
              </span>
            </Cell>
            <Cell name="PID">{one.pid ?? '–'}</Cell>
            <Cell name="In work">{one.in_flight}</Cell>
            <Cell name="Starts">{one.starts}</Cell>
            <Cell name="Ready for">{inTime(one.ready_for_ms === null ? null : one.ready_for_ms / 1000)}</Cell>
            <Cell name="Heard">{one.heard_ms_ago === null ? '–' : `${inMs(one.heard_ms_ago)} ago`}</Cell>
            <Cell name="Loop lag">{inMs(one.loop_lag_ms)}</Cell>
            <Cell name="Memory">{inMegabytes(one.rss_bytes)}</Cell>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** @param {{methods: import('./watching.js').Figures['methods']}} props */
export function Methods({ methods }) {
  if (methods.length === 0) return <p className="quiet">Nothing was called yet.</p>
  return (
    <table className="figures">
      <thead>
        <tr>
          {[
            'Method',
            'Calls',
            'Failed',
            'Half are within',
            '99 % are within',
            'Wait, half',
            'Wait, 99 %',
          ].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {methods.map(({ method, calls, failed, latency_ms: latency, queue_ms: queue }) => (
          <tr key={method}>
            <th scope="row">{method}</th>
            <Cell name="Calls">{calls}</Cell>
            <Cell name="Failed">{failed}</Cell>
            <Cell name="Half are within">{inMs(latency?.p50)}</Cell>
            <Cell name="99 % are within">{inMs(latency?.p99)}</Cell>
            <Cell name="Wait, half">{inMs(queue?.p50)}</Cell>
            <Cell name="Wait, 99 %">{inMs(queue?.p99)}</Cell>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** @param {{name: string, children: import('react').ReactNode}} props */
function Cell({ name, children }) {
  return <td data-name={name}>{children}</td>
}
