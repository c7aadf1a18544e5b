using System.Text;
using Palladium.Adapters.Host;

namespace Palladium.Tests.Adapters;

public sealed class HostGaugeTests
{
    private readonly Files _files = new();
    private readonly Clock _clock = new();

    [Fact]
    public void Load_memory_and_rates_are_computed_from_what_the_kernel_tells()
    {
        _files.Set("/proc/loadavg", "0.52 0.40 0.30 1/234 5678\n");
        _files.Set("/proc/meminfo", "MemTotal:       8000 kB\nMemFree:   100 kB\nMemAvailable:   2000 kB\n");
        _files.Set("/proc/net/dev", Net(1000, 500));
        var gauge = new HostGauge(_files, _clock);
        Assert.Equal("counting begins with this reading", gauge.Read().NetworkIn.Why);
        _files.Set("/proc/net/dev", Net(3000, 600));
        _clock.Forward(TimeSpan.FromSeconds(4));
        var reading = gauge.Read();
        Assert.Equal((0.52, 75, 500, 25), (reading.Load.Value, reading.MemoryUsed.Value, reading.NetworkIn.Value, reading.NetworkOut.Value));
    }

    [Fact]
    public void What_cannot_be_read_has_no_value_and_says_so()
    {
        var reading = new HostGauge(_files, _clock).Read();
        Assert.All(
            [reading.Load, reading.MemoryUsed, reading.NetworkIn, reading.NetworkOut, reading.FailedLogins],
            v => Assert.Equal((null, "not readable here"), (v.Value, v.Why)));
    }

    [Fact]
    public void Counters_that_fell_give_no_rate()
    {
        var gauge = new HostGauge(_files, _clock);
        _files.Set("/proc/net/dev", Net(1000, 500));
        gauge.Read();
        _files.Set("/proc/net/dev", Net(10, 5));
        _clock.Forward(TimeSpan.FromSeconds(1));
        Assert.Null(gauge.Read().NetworkIn.Value);
    }

    [Fact]
    public void Failed_logins_are_counted_by_records_also_after_rotation()
    {
        var gauge = new HostGauge(_files, _clock);
        _files.Set("/var/log/btmp", new byte[384 * 10]);
        Assert.Null(gauge.Read().FailedLogins.Value);
        _files.Set("/var/log/btmp", new byte[384 * 13]);
        Assert.Equal(3, gauge.Read().FailedLogins.Value);
        Assert.Equal(0, gauge.Read().FailedLogins.Value);
        _files.Set("/var/log/btmp", new byte[384 * 2]);
        Assert.Equal(2, gauge.Read().FailedLogins.Value);
    }

    [Fact]
    public void Failed_logins_are_counted_by_lines_where_only_the_text_log_is_readable()
    {
        var gauge = new HostGauge(_files, _clock);
        _files.Set("/var/log/auth.log", "Nov 23 sshd: Failed password for x\n");
        gauge.Read();
        _files.Set("/var/log/auth.log", "Nov 23 sshd: Failed password for x\nNov 23 sshd: Accepted\nNov 23 sshd: Failed password for y\nNov 23 sshd: Failed pass");
        Assert.Equal(1, gauge.Read().FailedLogins.Value);
        _files.Set("/var/log/auth.log", "Nov 23 sshd: Failed password for x\nNov 23 sshd: Accepted\nNov 23 sshd: Failed password for y\nNov 23 sshd: Failed password for z\n");
        Assert.Equal(1, gauge.Read().FailedLogins.Value);
    }

    [Fact]
    public void No_damaged_file_throws()
    {
        var random = new Random(6);
        for (var n = 0; n < 3000; n++)
        {
            _files.Set("/proc/loadavg", Standards.Mutation.Of("0.52 0.40 0.30 1/234 5678\n"u8.ToArray(), random));
            _files.Set("/proc/meminfo", Standards.Mutation.Of("MemTotal:       8000 kB\nMemAvailable:   2000 kB\n"u8.ToArray(), random));
            _files.Set("/proc/net/dev", Standards.Mutation.Of(Encoding.UTF8.GetBytes(Net(1000, 500)), random));
            var reading = new HostGauge(_files, _clock).Read();
            Assert.True(reading.MemoryUsed.Value is null or (>= 0 and <= 100));
        }
    }

    [Fact]
    public void This_machine_can_be_read()
    {
        Assert.SkipUnless(File.Exists("/proc/loadavg"), "there is no /proc here");
        var reading = new HostGauge(new HostFiles(), TimeProvider.System).Read();
        Assert.NotNull(reading.Load.Value);
        Assert.InRange(reading.MemoryUsed.Value!.Value, 0, 100);
    }

    private static string Net(long received, long sent) =>
        $"Inter-|   Receive |  Transmit\n face |bytes packets\n    lo: 9 9 0 0 0 0 0 0 9 9 0 0 0 0 0 0\n  eth0: {received} 9 0 0 0 0 0 0 {sent} 9 0 0 0 0 0 0\n";

    private sealed class Clock : TimeProvider
    {
        private TimeSpan _elapsed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _elapsed.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _elapsed;

        public void Forward(TimeSpan by) => _elapsed += by;
    }

    private sealed class Files : IHostFiles
    {
        private readonly Dictionary<string, byte[]> _files = [];

        public void Set(string path, string text) => _files[path] = Encoding.UTF8.GetBytes(text);

        public void Set(string path, byte[] bytes) => _files[path] = bytes;

        public string? Text(string path) => _files.TryGetValue(path, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

        public long? Length(string path) => _files.TryGetValue(path, out var bytes) ? bytes.Length : null;

        public byte[]? Bytes(string path, long offset, int count) =>
            _files.TryGetValue(path, out var bytes) ? [.. bytes.Skip((int)offset).Take(count)] : null;
    }
}
