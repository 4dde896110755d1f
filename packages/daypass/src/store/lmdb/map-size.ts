/** Address space, not disk: mapped once, so that the map never has to move under an open view. Twice the maximum that etcd suggests. */
export const MAP_BYTES = 16 * 2 ** 30
