/** Keeps one broken screen from taking the page with it. */
import { Component } from 'react'
import { Failure } from '../parts/states.jsx'

/** @extends {Component<{children: import('react').ReactNode}, {error: Error | null}>} */
export class Boundary extends Component {
  /** @override @type {{error: Error | null}} */
  state = { error: null }

  /** @param {Error} error */
  static getDerivedStateFromError(error) {
    return { error }
  }

  /** @override */
  render() {
    if (this.state.error === null) return this.props.children
    return (
      <Failure
        what="This screen broke"
        error={this.state.error}
        onRetry={() => this.setState({ error: null })}
      />
    )
  }
}
