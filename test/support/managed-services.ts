/** Services of every kind that tests need, for the managers of test/support/managers-host.ts. */

// With the start-stop-daemon of Debian a stop waits for the end of the process only where `retry` says so; without it a restart
// on a busy machine finds the old one "already running".
export const openrcScripts = {
	'/etc/init.d/web': `#!/sbin/openrc-run
description="A daemon in the background"
command=/bin/sleep
command_args=7001
command_background=yes
retry=TERM/30
pidfile=/run/web.pid
extra_started_commands="reload"
reload() { ebegin "Reloading"; eend 0; }
depend() { need base; }
`,
	'/etc/init.d/base': `#!/sbin/openrc-run
description="What others need"
start() { ebegin "Starting base"; eend 0; }
stop() { ebegin "Stopping base"; eend 0; }
`,
	'/etc/init.d/watched': `#!/sbin/openrc-run
supervisor=supervise-daemon
command=/bin/sh
command_args="-c 'echo a line of its own; exec sleep 7002'"
output_log=/var/log/watched.log
`,
	'/etc/init.d/looping': `#!/sbin/openrc-run
supervisor=supervise-daemon
command=/bin/sh
command_args="-c 'sleep 0.1; exit 3'"
respawn_delay=1
respawn_max=0
`,
	// It forks a daemon that ends, and OpenRC goes on calling it started.
	'/etc/init.d/liar': `#!/sbin/openrc-run
pidfile=/run/liar.pid
start() { ebegin "Starting liar"; sh -c 'echo $$ >/run/liar.pid; exit 1' & wait; eend 0; }
status() { einfo "status: started"; return 0; }
`,
	'/etc/init.d/broken': `#!/sbin/openrc-run
start() { ebegin "Starting broken"; eend 1 "it cannot"; }
`,
	'/etc/init.d/slow': `#!/sbin/openrc-run
start() { ebegin "Starting slow"; eend 0; }
stop() { ebegin "Stopping slow"; sleep 20; eend 0; }
`,
};

export const runitServices = {
	'/etc/service/shop/run': '#!/bin/sh\nexec 2>&1\necho the shop opens\nexec sleep 7101\n',
	'/etc/service/shop/log/run': '#!/bin/sh\nexec svlogd -tt ./main\n',
	'/etc/service/shop/log/main/config': '',
	'/etc/service/crasher/run': '#!/bin/sh\nexit 3\n',
	'/etc/service/slowly/run': `#!/bin/sh\ntrap 'sleep 20; exit 0' TERM\nwhile :; do sleep 0.2; done\n`,
	'/etc/sv/linked/run': '#!/bin/sh\nexec sleep 7102\n',
	// The same name as a program of supervisord.
	'/etc/service/both/run': '#!/bin/sh\nexec sleep 7103\n',
};

export const supervisorFiles = {
	'/etc/supervisor/supervisord.conf': `[unix_http_server]
file=/run/supervisor.sock
[supervisord]
logfile=/var/log/supervisord.log
pidfile=/run/supervisord.pid
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix:///run/supervisor.sock
[include]
files = conf.d/*.conf
`,
	'/etc/supervisor/conf.d/programs.conf': `[program:api]
command=/bin/sh -c 'echo api is up; echo a complaint >&2; exec sleep 7201'
[program:fatal]
command=/bin/sh -c 'exit 3'
startretries=0
[program:by-hand]
command=/bin/sleep 7202
autostart=false
[program:worker]
command=/bin/sleep 7203
process_name=%(program_name)s_%(process_num)02d
numprocs=2
[program:both]
command=/bin/sleep 7204
[group:site]
programs=front
[program:front]
command=/bin/sleep 7205
`,
};

/** A supervisord beside the machine's own, whose socket is closed to all but root; one program has a name that the other one has too. */
export const shopSupervisorFiles = {
	'/srv/shop/supervisord.conf': `[unix_http_server]
file=/run/shop.sock
[supervisord]
logfile=/var/log/shop-supervisord.log
pidfile=/run/shop-supervisord.pid
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix:///run/shop.sock
[program:till]
command=/bin/sleep 7301
[program:api]
command=/bin/sleep 7302
[program:shelf]
command=/bin/sleep 7303
process_name=%(program_name)s_%(process_num)02d
numprocs=2
`,
};
