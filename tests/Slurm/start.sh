#!/usr/bin/env bash
# start.sh FOLDER: a whole Slurm cluster of this one machine, all of it below FOLDER and on the loopback device; stop.sh FOLDER ends it.
# Debian's packages munge, slurm-wlm and slurm-wlm-basic-plugins; root starts it. Then: export SLURM_CONF=FOLDER/slurm.conf
set -euo pipefail
folder="$(realpath -m "${1:?start.sh FOLDER}")"
node="$(hostname -s)"
mkdir -p "$folder/state" "$folder/spool" "$folder/log"
chmod 755 "$folder" "$folder/state" "$folder/spool" "$folder/log"

# munged runs as its own user and wants a folder of its own that nobody else may write.
install -d -o munge -g munge -m 755 "$folder/munge"
install -d -o munge -g munge -m 700 "$folder/munge/private"
head -c 1024 /dev/urandom > "$folder/munge/private/key"
chown munge:munge "$folder/munge/private/key"
chmod 400 "$folder/munge/private/key"
runuser -u munge -- munged --key-file="$folder/munge/private/key" --seed-file="$folder/munge/private/seed" --socket="$folder/munge/socket" \
    --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" --num-threads=2

free_port() {
    local port
    while port=$((20000 + RANDOM % 30000)) && (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do :; done
    echo "$port"
}

cat > "$folder/slurm.conf" << CONF
ClusterName=unimem-test
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2,batch_sched_delay=1
KillWait=20
MinJobAge=600
ReturnToService=2
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=small Nodes=ALL Default=YES MaxTime=60 State=UP
CONF
printf 'CgroupAutomount=no\n' > "$folder/cgroup.conf"

export SLURM_CONF="$folder/slurm.conf"
slurmctld
slurmd -N "$node"
for _ in $(seq 120); do
    if sinfo --noheader --format=%T 2> /dev/null | grep -q idle; then exit 0; fi
    sleep 0.25
done
echo "the cluster did not come up; its logs:" >&2
tail -n 20 "$folder"/log/*.log >&2
exit 1
