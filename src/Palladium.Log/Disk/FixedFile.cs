using Microsoft.Win32.SafeHandles;

namespace Palladium.Log;

/// <summary>A file filled with zeros up to its length when it is made: real blocks, not a promise of them.</summary>
internal sealed class FixedFile : IDiskFile
{
    private const int Piece = 1 << 20;
    private readonly SafeFileHandle _handle;

    public FixedFile(string path, int length)
    {
        _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var present = RandomAccess.GetLength(_handle);
        Length = (int)Math.Max(present, length);
        if (present >= length)
        {
            return;
        }

        var zeros = new byte[Piece];
        for (var at = present; at < length; at += Piece)
        {
            RandomAccess.Write(_handle, zeros.AsSpan(0, (int)Math.Min(Piece, length - at)), at);
        }

        RandomAccess.FlushToDisk(_handle);
    }

    public int Length { get; }

    public byte[] ReadAll()
    {
        var bytes = new byte[Length];
        var at = 0;
        while (at < Length)
        {
            var read = RandomAccess.Read(_handle, bytes.AsSpan(at), at);
            if (read == 0)
            {
                throw new IOException("The journal is shorter than its length.");
            }

            at += read;
        }

        return bytes;
    }

    public void Write(int offset, ReadOnlySpan<byte> bytes)
    {
        if (offset < 0 || offset + bytes.Length > Length)
        {
            throw new IOException("A write beyond the space that was taken for the journal.");
        }

        RandomAccess.Write(_handle, bytes, offset);
    }

    public void Sync() => UnixSync.Data(_handle);

    public void Dispose() => _handle.Dispose();
}
