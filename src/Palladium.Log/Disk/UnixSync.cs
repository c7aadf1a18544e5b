using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Palladium.Log;

/// <summary>
/// The syncs that .NET does not offer: of a directory (without it a new name can be lost), of a file's data without its
/// times, of a whole file system.
/// </summary>
internal static class UnixSync
{
    public static bool Supported { get; } = OperatingSystem.IsLinux();

    public static void Data(SafeFileHandle file)
    {
        if (!Supported)
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (NativeDataSync(file) != 0)
        {
            throw Failure("fdatasync");
        }
    }

    public static void Directory(string path) => With(path, NativeSync, "fsync of a directory");

    public static void FileSystem(string path) => With(path, NativeFileSystemSync, "syncfs");

    private static void With(string path, Func<int, int> sync, string name)
    {
        if (!Supported)
        {
            return;
        }

        var descriptor = NativeOpen(Encoding.UTF8.GetBytes(path + "\0"), 0);
        if (descriptor < 0)
        {
            throw Failure("open of a directory");
        }

        try
        {
            if (sync(descriptor) != 0)
            {
                throw Failure(name);
            }
        }
        finally
        {
            _ = NativeClose(descriptor);
        }
    }

    private static IOException Failure(string what) =>
        new($"{what} failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int descriptor);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeSync(int descriptor);

    [DllImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeFileSystemSync(int descriptor);

    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeDataSync(SafeFileHandle file);
}
