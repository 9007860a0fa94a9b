/**
 * What can lock a person out of a host when it stops: the shipped list. Units are matched by name, processes by program;
 * the control group alone proves nothing, since every login lives in a session scope.
 */
export type Lockout = {
	readonly because: string /** Starting it can cut a connection as well. */;
	readonly atStart: boolean;
};

type Group = Lockout & { readonly units: RegExp; readonly programs: RegExp | null };

const groups: readonly Group[] = [
	{
		because: 'remote logins come in through it',
		atStart: false,
		units:
			/^(?:ssh|sshd|sshd-keygen|dropbear|tinysshd|telnet|inetd|xinetd|openbsd-inetd|cockpit|webmin|teleport)(?:@.*)?$/,
		programs: /^(?:sshd.*|dropbear|tinysshd|in\.telnetd|mosh-server|teleport)$/,
	},
	{
		because: 'the network of the host depends on it',
		atStart: false,
		units:
			/^(?:NetworkManager|network|networking|systemd-networkd|systemd-resolved|netplan.*|wicked.*|connman|dhcpcd|dhclient|ifup@.*|ifupdown.*|wpa_supplicant.*|iwd|network-online|network-pre|cloud-init.*|bind9|named|unbound)$/,
		programs: /^(?:NetworkManager|systemd-network|dhclient|dhcpcd|udhcpc|wpa_supplicant|iwd|wickedd.*|connmand)$/,
	},
	{
		because: 'it decides which connections are let in',
		atStart: true,
		units:
			/^(?:nftables|iptables|ip6tables|netfilter-persistent|firewalld|ufw|ferm|shorewall.*|apf|csf|lfd|fail2ban|sshguard|crowdsec.*)$/,
		programs: /^(?:firewalld|fail2ban-server|sshguard|crowdsec)$/,
	},
	{
		because: 'this connection may run through its tunnel',
		atStart: true,
		units:
			/^(?:openvpn.*|wg-quick.*|wireguard.*|tailscaled|zerotier-one|strongswan.*|ipsec|xl2tpd|openconnect.*|nebula.*|cloudflared)$/,
		programs:
			/^(?:openvpn|tailscaled|zerotier-one|charon.*|starter|openconnect|xl2tpd|nebula|cloudflared|wireguard-go)$/,
	},
	{
		because: 'the service manager and logins talk through it',
		atStart: false,
		units:
			/^(?:dbus|dbus-broker|messagebus|systemd-logind|elogind|polkit|systemd-user-sessions|systemd-journald|systemd-udevd)$/,
		programs: /^(?:dbus-daemon|dbus-broker.*|systemd-logind|elogind(?:-daemon)?)$/,
	},
	{
		because: 'users and passwords are looked up through it',
		atStart: false,
		units: /^(?:sssd.*|nscd|nslcd|winbind|samba-ad-dc|slapd|krb5-kdc|ypbind|freeipa|ipa)$/,
		programs: /^(?:sssd.*|nslcd|winbindd|slapd)$/,
	},
	{
		because: 'it holds sessions of users, maybe this one',
		atStart: false,
		units:
			/^(?:user@.*|user-runtime-dir@.*|session-.*|user-\d+|user|getty@.*|serial-getty@.*|autovt@.*|console-getty)$/,
		programs: null,
	},
	{
		because: 'all of the host stops or starts with it',
		atStart: true,
		units:
			/^(?:init|-|system|machine|basic|sysinit|multi-user|graphical|default|local-fs|rescue|emergency|halt|poweroff|reboot|shutdown|kexec|suspend|hibernate|systemd-(?:reboot|poweroff|halt|kexec))$/,
		programs: null,
	},
];

/** `ssh.service`, `getty@tty1.service`, `user.slice` without their type. */
function stemOf(unit: string): string {
	return unit.replace(/\.(?:service|socket|target|timer|mount|path|scope|slice)$/, '');
}

/** Why acting on a unit of this name can lock a person out; null when it is not on the list. */
export function findUnitLockout(unit: string): Lockout | null {
	const stem = stemOf(unit);
	return groups.find(({ units }) => units.test(stem)) ?? null;
}

export type ProcessFacts = {
	readonly pid: number;
	/** comm, up to 15 characters. */
	readonly name: string;
	/** Its unit, where its control group tells one. */
	readonly unit: string | null;
	/** It is this program, or one that this program came from. */
	readonly isOwnAncestor: boolean;
};

/** Why a signal to this process can lock a person out; null when nothing is known against it. */
export function findProcessLockout(process: ProcessFacts): Lockout | null {
	if (process.pid === 1) return { because: 'it is the init process: all of the host hangs on it', atStart: false };
	if (process.isOwnAncestor) return { because: 'this console runs below it and may end with it', atStart: false };
	const byProgram = groups.find(({ programs }) => programs?.test(process.name));
	if (byProgram !== undefined) return byProgram;
	const isSession = process.unit === null || /\.(?:scope|slice)$|^user@/.test(process.unit);
	return isSession || process.unit === null ? null : findUnitLockout(process.unit);
}
