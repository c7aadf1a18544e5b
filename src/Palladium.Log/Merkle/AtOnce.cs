namespace Palladium.Log;

/// <summary>Hashes from memory and local files are there at once: what is computed from them needs no waiting.</summary>
internal static class AtOnce
{
    public static T Now<T>(this ValueTask<T> task) => task.IsCompleted
        ? task.GetAwaiter().GetResult()
        : task.AsTask().GetAwaiter().GetResult();
}
