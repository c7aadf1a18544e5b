using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Palladium.Sqlite.Bodies;

/// <summary>A file that only its owner can read.</summary>
internal sealed class StoreFile : IStoreFile
{
    private readonly SafeFileHandle _handle;

    public StoreFile(string path)
    {
        var isNew = !File.Exists(path);
        _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        if (isNew)
        {
            RandomAccess.FlushToDisk(_handle);
        }
    }

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(long at, Span<byte> target)
    {
        var read = 0;
        while (read < target.Length && RandomAccess.Read(_handle, target[read..], at + read) is > 0 and var more)
        {
            read += more;
        }

        return read;
    }

    public void Write(long at, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, at);

    // Without the file's times, which a full sync would have to write as well.
    public void Sync()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(_handle);
        }
        else if (DataSync(_handle) != 0)
        {
            throw new IOException($"fdatasync failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    public void Dispose() => _handle.Dispose();

    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int DataSync(SafeFileHandle file);
}
