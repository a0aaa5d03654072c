// Stands in for typebox in the page: record types and plans are described there as schemas, which the
// page never compiles. Every schema is an empty object.
const schema = (): object => ({});

export const Type: object = new Proxy({}, { get: () => schema });

export default Type;
