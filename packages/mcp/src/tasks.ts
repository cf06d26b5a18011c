/** The name of the protocol's extension by which a long operation is a task. */
export const tasksExtension = 'io.modelcontextprotocol/tasks';
