export default function You() {
  return <h1>You</h1>
}
