/** Runs tasks in their order, so many side by side; one that is to be alone waits until it is. */

/**
 * @template {{alone: boolean}} Task
 * @param {Task[]} tasks
 * @param {number} width
 * @param {(task: Task) => Promise<void>} run
 */
export async function inLanes(tasks, width, run) {
  /** @type {Set<Promise<void>>} */
  const running = new Set()
  for (const task of tasks) {
    while (running.size >= (task.alone ? 1 : width)) await Promise.race(running)
    const work = run(task).finally(() => running.delete(work))
    running.add(work)
    if (task.alone) await work
  }
  await Promise.all(running)
}
