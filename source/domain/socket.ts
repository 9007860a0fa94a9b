/** A process that holds a socket. A socket may have many (a listening socket inherited by workers). */
export type SocketOwner = {
	readonly pid: number;
	readonly program: string;
	readonly unit: string | null;
};

export type SocketOwnersRequest = {
	/** Inodes that a table showed. The map is renewed for those not yet known and for those whose owner ended. */
	readonly inodes: readonly number[];
};

export type SocketOwners = {
	/** Inode to PIDs; an inode that no readable process holds is absent. */
	readonly pidsByInode: ReadonlyMap<number, readonly number[]>;
	/** PIDs whose descriptors may not be read by this user: a socket without an owner may belong to one of them. */
	readonly unreadablePids: readonly number[];
};
