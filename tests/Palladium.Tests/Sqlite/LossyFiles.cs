using Palladium.Sqlite.Bodies;

namespace Palladium.Tests.Sqlite;

/// <summary>
/// Files on a disk that can fail at any step and that loses, in a crash, what was not synced: each unsynced 512 bytes survive or not by chance.
/// </summary>
internal sealed class LossyFiles(int seed)
{
    private const int Sector = 512;
    private readonly Dictionary<string, LossyFile> _files = [];
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();

    public int Steps { get; private set; }

    public int FailAt { get; init; } = int.MaxValue;

    /// <summary>Bytes that all files may have together.</summary>
    public long Room { get; set; } = long.MaxValue;

    public IStoreFile Open(string name)
    {
        lock (_lock)
        {
            return _files.TryGetValue(name, out var file) ? file : _files[name] = new LossyFile(this);
        }
    }

    /// <summary>The bytes of a file as they are, to be changed behind the store's back.</summary>
    public void Change(string name, Func<byte[], byte[]> change) => _files[name].Replace(change);

    public LossyFiles Crash()
    {
        var after = new LossyFiles(_random.Next());
        foreach (var (name, file) in _files)
        {
            after._files[name] = file.Crash(after, _random);
        }

        return after;
    }

    private void Step()
    {
        if (++Steps >= FailAt)
        {
            throw new IOException($"The disk failed at step {Steps}.");
        }
    }

    private sealed class LossyFile(LossyFiles disk) : IStoreFile
    {
        private readonly HashSet<int> _unsynced = [];
        private byte[] _current = [];
        private byte[] _durable = [];

        public long Length
        {
            get
            {
                lock (disk._lock)
                {
                    return _current.Length;
                }
            }
        }

        public int Read(long at, Span<byte> target)
        {
            lock (disk._lock)
            {
                var bytes = at >= _current.Length ? [] : _current.AsSpan((int)at);
                bytes = bytes[..Math.Min(bytes.Length, target.Length)];
                bytes.CopyTo(target);
                return bytes.Length;
            }
        }

        public void Write(long at, ReadOnlySpan<byte> bytes)
        {
            lock (disk._lock)
            {
                disk.Step();
                if (at + bytes.Length - _current.Length + disk._files.Values.Sum(file => (long)file._current.Length) > disk.Room)
                {
                    throw new IOException("No space left on device.");
                }

                if (at + bytes.Length > _current.Length)
                {
                    Array.Resize(ref _current, (int)at + bytes.Length);
                }

                bytes.CopyTo(_current.AsSpan((int)at));
                for (var sector = (int)at / Sector; sector * Sector < at + bytes.Length; sector++)
                {
                    _unsynced.Add(sector);
                }
            }
        }

        public void Sync()
        {
            lock (disk._lock)
            {
                disk.Step();
                Array.Resize(ref _durable, _current.Length);
                foreach (var sector in _unsynced)
                {
                    Keep(sector, _durable);
                }

                _unsynced.Clear();
            }
        }

        public void Dispose()
        {
        }

        public void Replace(Func<byte[], byte[]> change)
        {
            _current = change(_current);
            _durable = (byte[])_current.Clone();
        }

        public LossyFile Crash(LossyFiles after, Random random)
        {
            lock (disk._lock)
            {
                var kept = new byte[Math.Max(_durable.Length, random.Next(2) == 0 ? _current.Length : 0)];
                _durable.CopyTo(kept, 0);
                foreach (var sector in _unsynced.Where(sector => sector * Sector < kept.Length && random.Next(2) == 0))
                {
                    Keep(sector, kept);
                }

                return new LossyFile(after) { _current = kept, _durable = (byte[])kept.Clone() };
            }
        }

        private void Keep(int sector, byte[] target)
        {
            var end = Math.Min(Math.Min(_current.Length, target.Length), (sector + 1) * Sector);
            _current.AsSpan((sector * Sector)..end).CopyTo(target.AsSpan(sector * Sector));
        }
    }
}
