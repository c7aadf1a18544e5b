namespace Palladium.Node.Journal;

/// <summary>What the journal needs of the log beneath it. A seam so that tests can make a disk fail.</summary>
internal interface ILeafLog : IAsyncDisposable
{
    /// <summary>Number of durable leaves.</summary>
    long Size { get; }

    /// <summary>Appends leaves; durable, and the new head committed, when it returns the first index.</summary>
    Task<long> AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> leaves, CancellationToken cancellation);

    /// <summary>Leaves from an index on, the not yet published tail included.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> Read(long from, int count);
}
