using Palladium.Log;

namespace Palladium.Tests.Log;

/// <summary>
/// A disk that can fail at any step and that loses, in a crash, what was not synced: each unsynced file and each unsynced
/// 512 bytes of a fixed file survive or not by chance.
/// </summary>
internal sealed class MemoryDisk(int seed) : IDisk, ILogSource
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, byte[]> _visible = [];
    private readonly Dictionary<string, byte[]> _durable = [];
    private readonly Dictionary<string, Fixed> _fixed = [];
    private readonly Lock _lock = new();
    private bool _locked;

    public int Steps { get; private set; }

    public int? FailAt { get; init; }

    public bool StaysBroken { get; init; }

    public MemoryDisk Crash()
    {
        var after = new MemoryDisk(_random.Next());
        foreach (var (path, bytes) in _durable)
        {
            after._durable[path] = bytes;
        }

        foreach (var (path, bytes) in _visible)
        {
            if (!_durable.TryGetValue(path, out var old) || old != bytes)
            {
                if (_random.Next(2) == 0)
                {
                    after._durable[path] = bytes;
                }
            }
        }

        foreach (var (path, bytes) in after._durable)
        {
            after._visible[path] = bytes;
        }

        foreach (var (path, file) in _fixed)
        {
            after._fixed[path] = file.Crash(after, _random);
        }

        return after;
    }

    public byte[]? Read(string path)
    {
        lock (_lock)
        {
            return _visible.GetValueOrDefault(path);
        }
    }

    public ValueTask<byte[]?> ReadAsync(string path, CancellationToken cancellation) => ValueTask.FromResult(Read(path));

    /// <summary>Changes what is stored behind the log's back.</summary>
    public void Damage(string path, Func<byte[], byte[]?> change)
    {
        if (_fixed.TryGetValue(path, out var file))
        {
            file.Damage(change);
        }
        else if (change(_visible[path]) is { } changed)
        {
            _visible[path] = changed;
        }
        else
        {
            _visible.Remove(path);
        }
    }

    public void Write(IReadOnlyList<DiskWrite> files)
    {
        foreach (var (path, content) in files)
        {
            lock (_lock)
            {
                Step();
                _visible[path] = content.ToArray();
            }
        }

        lock (_lock)
        {
            Step();
            foreach (var (path, _) in files)
            {
                _durable[path] = _visible[path];
            }
        }
    }

    public IDiskFile OpenFixed(string path, int length)
    {
        lock (_lock)
        {
            Step();
        }

        if (!_fixed.TryGetValue(path, out var file))
        {
            _fixed[path] = file = new Fixed(this, length);
        }

        return file;
    }

    public void DeleteDirectory(string path)
    {
        lock (_lock)
        {
            Step();
            foreach (var gone in _visible.Keys.Where(k => k.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
            {
                _visible.Remove(gone);
                if (_random.Next(2) == 0)
                {
                    _durable.Remove(gone);
                }
            }
        }
    }

    public IDisposable Lock(string path)
    {
        if (_locked)
        {
            throw new IOException("The log is in use.");
        }

        _locked = true;
        return new Release(this);
    }

    private void Step()
    {
        Steps++;
        if (Steps == FailAt || (StaysBroken && Steps > FailAt))
        {
            throw new IOException($"The disk failed at step {Steps}.");
        }
    }

    private sealed class Release(MemoryDisk disk) : IDisposable
    {
        public void Dispose() => disk._locked = false;
    }

    private sealed class Fixed(MemoryDisk disk, int length) : IDiskFile
    {
        private const int Sector = 512;
        private readonly HashSet<int> _unsynced = [];
        private byte[] _current = new byte[length];
        private byte[] _durable = new byte[length];

        public int Length => length;

        public byte[] ReadAll() => (byte[])_current.Clone();

        public void Write(int offset, ReadOnlySpan<byte> bytes)
        {
            lock (disk._lock)
            {
                WriteLocked(offset, bytes);
            }
        }

        private void WriteLocked(int offset, ReadOnlySpan<byte> bytes)
        {
            var written = bytes.Length;
            try
            {
                disk.Step();
            }
            catch (IOException)
            {
                written = disk._random.Next(bytes.Length);
                throw;
            }
            finally
            {
                bytes[..written].CopyTo(_current.AsSpan(offset));
                for (var at = offset / Sector; at * Sector < offset + written; at++)
                {
                    _unsynced.Add(at);
                }
            }
        }

        public void Sync()
        {
            lock (disk._lock)
            {
                disk.Step();
                _durable = (byte[])_current.Clone();
                _unsynced.Clear();
            }
        }

        public void Dispose()
        {
        }

        public void Damage(Func<byte[], byte[]?> change) => _current = change(_current)!;

        public Fixed Crash(MemoryDisk after, Random random)
        {
            var kept = new Fixed(after, length) { _durable = (byte[])_durable.Clone() };
            foreach (var sector in _unsynced.Where(_ => random.Next(2) == 0))
            {
                _current.AsSpan(sector * Sector, Sector).CopyTo(kept._durable.AsSpan(sector * Sector));
            }

            kept._current = (byte[])kept._durable.Clone();
            return kept;
        }
    }
}
