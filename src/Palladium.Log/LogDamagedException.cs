namespace Palladium.Log;

/// <summary>What is stored contradicts itself or lacks something that must be there. Nothing was changed.</summary>
public sealed class LogDamagedException : Exception
{
    /// <summary>Says what is wrong at which place.</summary>
    public LogDamagedException(string place, string what)
        : base($"{place}: {what}")
    {
        Place = place;
    }

    /// <summary>File or tile, as a path inside the log.</summary>
    public string Place { get; }
}
