namespace Palladium.Log;

/// <summary>
/// The little that a log asks of a file system. Paths are relative to the log's directory with <c>/</c> between parts. Every
/// member may throw <see cref="IOException"/>; the caller then assumes nothing about what reached the disk.
/// </summary>
public interface IDisk
{
    /// <summary>The whole file, or null when there is none.</summary>
    byte[]? Read(string path);

    /// <summary>
    /// Creates or replaces whole files. Each appears under its name complete or not at all; all are durable, names included,
    /// once this returns. After a crash in between, any subset may be there.
    /// </summary>
    void Write(IReadOnlyList<DiskWrite> files);

    /// <summary>
    /// Opens or creates a file of a fixed length whose space is taken at once, so that later writes need none.
    /// </summary>
    IDiskFile OpenFixed(string path, int length);

    /// <summary>Deletes a directory with the files in it, if it is there. Need not be durable.</summary>
    void DeleteDirectory(string path);

    /// <summary>Takes the log for one writer until disposed.</summary>
    /// <exception cref="IOException">Somebody else has it.</exception>
    IDisposable Lock(string path);
}

/// <summary>One file to write.</summary>
/// <param name="Path">Relative to the log's directory.</param>
/// <param name="Content">The whole content.</param>
public readonly record struct DiskWrite(string Path, ReadOnlyMemory<byte> Content);

/// <summary>A file of fixed length, written in place.</summary>
public interface IDiskFile : IDisposable
{
    /// <summary>Length in bytes.</summary>
    int Length { get; }

    /// <summary>Reads the whole file as it was last written.</summary>
    byte[] ReadAll();

    /// <summary>Writes inside the fixed length; not durable until <see cref="Sync"/>.</summary>
    void Write(int offset, ReadOnlySpan<byte> bytes);

    /// <summary>Returns when all earlier writes of this file are durable.</summary>
    void Sync();
}
