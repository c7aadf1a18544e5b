namespace Palladium.Sqlite.Bodies;

/// <summary>
/// One file of a store as the disk offers it. A seam so that tests can lose what was not synced. A write or sync that throws
/// <see cref="IOException"/> may have reached the disk in part.
/// </summary>
internal interface IStoreFile : IDisposable
{
    /// <summary>Length in bytes: what was written, and space taken in advance, which reads as zeros.</summary>
    long Length { get; }

    /// <summary>Reads up to so many bytes; fewer only at the end of the file.</summary>
    int Read(long at, Span<byte> target);

    /// <summary>Writes; not durable before <see cref="Sync"/>.</summary>
    void Write(long at, ReadOnlySpan<byte> bytes);

    /// <summary>Returns when all earlier writes are durable.</summary>
    void Sync();
}
