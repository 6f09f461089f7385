/** How the server is at work, for operators: processes, restarts, times, what waits. */
import { Link } from 'wouter'
import { Methods, Processes } from '../operations/processes.jsx'
import { Spark } from '../operations/spark.jsx'
import { useFigures } from '../operations/watching.js'
import { inMegabytes, inMs, inTime } from '../operations/words.js'
import { Empty, Note, Read } from '../parts/states.jsx'
import { useSession } from '../reading/session.jsx'
import { counted } from '../reading/words.js'
import '../style/operations.css'

export default function Operations() {
  const { user } = useSession()
  const { reading, kept, isLive } = useFigures()
  const status = reading.error?.status
  if (status === 403 || status === 401)
    return (
      <Empty
        title="This is for operators"
        action={
          <Link href={status === 401 ? '/sign-in?next=/operations' : '/'} className="button" data-kind="main">
            {status === 401 ? 'Sign in' : 'To today'}
          </Link>
        }
      >
        Operators are named in the server’s settings, by the id of their account (OPERATORS).{' '}
        {user && `Yours is ${user.id}.`}
      </Empty>
    )
  if (status === 404)
    return (
      <Empty
        title="This server shows no figures"
        action={
          <Link href="/" className="button" data-kind="main">
            To today
          </Link>
        }
      >
        It has no address for them: it may be of another version than this page. Load the page anew.
      </Empty>
    )
  return (
    <>
      <div className="row operations-head" data-spread>
        <h1>Operations</h1>
        <span className="tag" data-live={isLive}>
          {isLive ? 'live' : 'asked every 3 s'}
        </span>
      </div>
      <Read reading={reading} what="the figures" lines={10}>
        {(figures) => <Shown figures={figures} kept={kept} />}
      </Read>
    </>
  )
}

/** @param {{figures: import('../operations/watching.js').Figures, kept: import('../operations/watching.js').Figures[]}} props */
function Shown({ figures, kept }) {
  const { node, database, python, calls, runs, methods } = figures
  const isWell = database.ok && python.state === 'ready'
  const isPythonAway = !['ready', 'degraded'].includes(python.state)
  return (
    <>
      {isPythonAway && <PythonAway state={python.state} />}
      {(!isPythonAway || !database.ok) && (
        <Note kind={isWell ? 'well' : 'away'}>
          {isWell
            ? `All is well: the database and ${counted(python.processes.length, 'Python process', 'Python processes')} answer.`
            : [
                database.ok
                  ? null
                  : `The database does not answer${database.reason ? ` (${database.reason})` : ''}.`,
                python.state === 'ready' || isPythonAway ? null : `Python is ${python.state}.`,
              ]
                .filter(Boolean)
                .join(' ')}
        </Note>
      )}
      <dl className="sparks">
        <Spark
          name="Calls in work"
          value={`${calls.in_flight}`}
          values={kept.map((one) => one.calls.in_flight)}
        />
        <Spark name="Calls waiting" value={`${calls.queued}`} values={kept.map((one) => one.calls.queued)} />
        <Spark
          name="Runs in work"
          value={`${runs.active}`}
          note={`${runs.queued} waiting`}
          values={kept.map((one) => one.runs.active)}
        />
        <Spark
          name="Restarts"
          value={`${python.restarts}`}
          note={`${python.crashes} after a crash, ${python.recycles} for freshness`}
          values={kept.map((one) => one.python.restarts)}
        />
        <Spark
          name="Python answers in"
          value={inMs(python.pong_ms)}
          values={kept.map((one) => one.python.pong_ms)}
        />
        <Spark
          name="Database answers in"
          value={database.ok ? inMs(database.latency_ms) : 'away'}
          values={kept.map((one) => one.database.latency_ms)}
        />
        <Spark
          name="Node memory"
          value={inMegabytes(node.rss_bytes)}
          note={`${inMegabytes(node.heap_bytes)} of it in objects`}
          values={kept.map((one) => one.node.rss_bytes)}
        />
        <Spark
          name="Node loop lag"
          value={inMs(node.loop_lag_ms)}
          values={kept.map((one) => one.node.loop_lag_ms)}
        />
        <Spark
          name="Sockets"
          value={`${node.connections}`}
          values={kept.map((one) => one.node.connections)}
        />
      </dl>
      <section className="card" aria-labelledby="processes">
        <h2 id="processes">Python processes</h2>
        <Processes processes={python.processes} />
      </section>
      <section className="card" aria-labelledby="methods">
        <h2 id="methods">Methods</h2>
        <Methods methods={methods} />
      </section>
      <p className="quiet operations-foot">
        Node {node.pid}, version {node.version}, up for {inTime(node.uptime_s)}. Model:{' '}
        {modelOf(python.model)}.
      </p>
    </>
  )
}

/** @param {{state: string}} props */
function PythonAway({ state }) {
  return (
    <section className="note python-away" data-kind="wrong" role="alert">
      <h2>Python is away</h2>
      <p>
        No process answers ({state}). New plans, questions and moves have to wait for one; plans and runs that
        are stored can be read meanwhile. Why it is so stands in the server’s log.
      </p>
    </section>
  )
}

/** @param {any} model */
function modelOf(model) {
  if (!model) return 'not known'
  const name = model.model ?? model.name
  return model.configured === false || !name ? 'none, answers come from the agents’ own core' : name
}
