namespace Palladium.Log;

/// <summary>A log in a directory. Gives the public files only, whatever path it is asked for.</summary>
public sealed class DirectoryLogSource(string directory) : ILogSource
{
    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadAsync(string path, CancellationToken cancellation)
    {
        if (path != "checkpoint" && !TilePath.TryParse(path, out _))
        {
            return null;
        }

        try
        {
            return await File.ReadAllBytesAsync(Path.Combine(directory, path), cancellation);
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
}
