namespace Palladium.Log;

/// <summary>The real file system under one directory.</summary>
public sealed class FileDisk : IDisk
{
    // From here on one sync of the whole file system is cheaper than one for each file.
    private const int ManyFiles = 8;
    private readonly string _root;

    /// <summary>Uses a directory, which is created if it is absent.</summary>
    public FileDisk(string root)
    {
        _root = Path.GetFullPath(root);
        Directory.CreateDirectory(_root);
    }

    /// <inheritdoc/>
    public byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(Full(path));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Write(IReadOnlyList<DiskWrite> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            return;
        }

        var inOneGo = files.Count > ManyFiles && UnixSync.Supported;
        var directories = new HashSet<string>(StringComparer.Ordinal) { _root };
        foreach (var (path, content) in files)
        {
            var target = Full(path);
            for (var folder = Path.GetDirectoryName(target)!; directories.Add(folder);)
            {
                folder = Path.GetDirectoryName(folder)!;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var handle = File.OpenHandle(target + ".tmp", FileMode.Create, FileAccess.Write);
            RandomAccess.Write(handle, content.Span, 0);
            if (!inOneGo)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }

        if (inOneGo)
        {
            UnixSync.FileSystem(_root);
        }

        foreach (var (path, _) in files)
        {
            File.Move(Full(path) + ".tmp", Full(path), overwrite: true);
        }

        if (inOneGo)
        {
            UnixSync.FileSystem(_root);
            return;
        }

        foreach (var directory in directories)
        {
            UnixSync.Directory(directory);
        }
    }

    /// <inheritdoc/>
    public IDiskFile OpenFixed(string path, int length)
    {
        var full = Full(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var file = new FixedFile(full, length);
        UnixSync.Directory(Path.GetDirectoryName(full)!);
        UnixSync.Directory(_root);
        return file;
    }

    /// <inheritdoc/>
    public void DeleteDirectory(string path)
    {
        if (Directory.Exists(Full(path)))
        {
            Directory.Delete(Full(path), recursive: true);
        }
    }

    /// <inheritdoc/>
    public IDisposable Lock(string path) =>
        new FileStream(Full(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private string Full(string path) => Path.Combine(_root, path);
}
