export default function Plans() {
  return <h1>Plans</h1>
}
