using System.Text;
using BotPerf.Client.Collecting;

namespace BotPerf.Tests.Client;

public sealed class ProcTextTests
{
    [Fact]
    public void Cpu_FirstLine_WaitingForADiskIsIdle() =>
        Assert.Equal(new CpuTicks(735529 + 3830 + 117033 + 1684 + 614, 735529 + 3830 + 117033 + 1709262 + 3395 + 1684 + 614),
            ProcText.Cpu(Text("cpu  735529 3830 117033 1709262 3395 0 1684 614 0 0\ncpu0 350230 1988 55368 875803 793 0 485 302 0 0\n")));

    [Fact]
    public void Memory_OfARealMachine_IsInBytes() =>
        Assert.Equal(new MemoryReading(24684092L << 10, 23057512L << 10, 1551420L << 10, (2097148L - 1097148L) << 10), ProcText.Memory(Text(
            """
            MemTotal:       24684092 kB
            MemFree:        21895800 kB
            MemAvailable:   23057512 kB
            Buffers:           17628 kB
            Cached:          1551420 kB
            SwapCached:            0 kB
            SwapTotal:       2097148 kB
            SwapFree:        1097148 kB
            """)));

    [Fact]
    public void Load_OfARealMachine_IsTheFirstNumber() =>
        Assert.Equal(4.91, ProcText.Load(Text("4.91 2.83 1.65 4/274 4440\n")));

    [Fact]
    public void Disks_WholeOnesAndTheirPartitions_AreCountedOnce() =>
        Assert.Equal(new Traffic((2_000 + 40) * 512, (8_000 + 10) * 512), ProcText.Disks(Text(
            """
               7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
             254       0 vda 100 5 2000 30 200 6 8000 40 0 50 60 0 0 0 0 0 0
             254       1 vda1 90 5 1990 30 200 6 8000 40 0 50 60 0 0 0 0 0 0
             259       0 nvme0n1 9 0 40 1 2 0 10 1 0 1 2
            """), ["vda", "nvme0n1"]));

    [Fact]
    public void Network_LoopbackAndVirtualOnes_AreLeftOut() =>
        Assert.Equal(new Traffic(1013361671, 3213902), ProcText.Network(Text(
            """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo: 27022438594 1122542    0    0    0     0          0         0 27022438594 1122542    0    0    0     0       0          0
              eth0:1013361671   39981    0    0    0     0          0         0  3213902   32681    0    0    0     0       0          0
            docker0: 500 1 0 0 0 0 0 0 700 1 0 0 0 0 0 0
            veth12ab: 500 1 0 0 0 0 0 0 700 1 0 0 0 0 0 0
            """)));

    [Fact]
    public void Mounts_EachRealDevice_IsFoundOnceAtItsFirstPlace() =>
        Assert.Equal(["/", "/mnt/my disk"], ProcText.Mounts(
            """
            proc /proc proc rw,relatime 0 0
            /dev/vda / ext4 rw,discard 0 0
            tmpfs /dev/shm tmpfs rw 0 0
            /dev/vda /var/lib/docker ext4 rw 0 0
            /dev/sdb1 /mnt/my\040disk xfs rw 0 0
            /dev/sdc1 /etc/hosts ext4 rw 0 0
            server:/share /share nfs4 rw 0 0
            """));

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0")]
    [InlineData("cpu")]
    [InlineData("MemTotal: many kB\nvda vda vda vda\neth0: -\n")]
    public void Texts_OfNoUse_GiveNothing(string text)
    {
        Assert.Equal(default, ProcText.Cpu(Text(text)));
        Assert.Equal(default, ProcText.Memory(Text(text)));
        Assert.Equal(default, ProcText.Disks(Text(text), ["vda"]));
        Assert.Equal(default, ProcText.Network(Text(text)));
        Assert.Null(ProcText.Load(Text(text)));
        Assert.Empty(ProcText.Mounts(text));
    }

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
