namespace Palladium.Tests.City;

/// <summary>A folder that is gone when the test is done.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("palladium-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
