using Palladium.Doctrine.Bundle;
using Palladium.Node.Configuration;
using Palladium.Tests.Doctrine;

namespace Palladium.Tests.Node.CommandLine;

/// <summary>A node of its own network, founded by the real command: node, doctrine and founding folder.</summary>
internal sealed class FoundedFolder : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palladium-founding-").FullName;

    public required NodeFolder Node { get; init; }

    public string Founding => Path.Combine(_folder, "founding");

    public string Doctrine => Path.Combine(_folder, "doctrine");

    public string Steward(char name) => Path.Combine(Founding, $"steward-{name}.key");

    public static async Task<FoundedFolder> MakeAsync()
    {
        var made = new FoundedFolder { Node = await NodeFolder.InitAsync() };
        GiveAddresses(made.Node.Path);
        Write(made.Doctrine, DoctrineFolder.Montevideo);
        var (code, output) = await made.Node.CommandAsync(
            "network", "found", "--name", "montevideo", "--member", made.Node.Path, "--stewards", "3", "--doctrine", made.Doctrine, "--out", made.Founding);
        Assert.True(code == 0, output);
        return made;
    }

    /// <summary>The next version in the doctrine's folder, with another title.</summary>
    public DoctrineBundle NextDoctrine(string title)
    {
        var before = DoctrineBundle.LoadFolder(Doctrine).Bundle ?? throw new InvalidOperationException("The doctrine does not load.");
        var next = Successors.Of(before, ("title", $"title = \"{title}\""));
        Write(Doctrine, next);
        return next;
    }

    public static void Write(string folder, DoctrineBundle doctrine)
    {
        foreach (var (path, text) in doctrine.Files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }

    /// <summary>Addresses for the charter; the ports themselves stay free ones.</summary>
    public static void GiveAddresses(string node)
    {
        var file = Path.Combine(node, NodeConfiguration.FileName);
        File.WriteAllText(file, File.ReadAllText(file)
            .Replace("# public_url", "public_url", StringComparison.Ordinal)
            .Replace("# peer_url", "peer_url", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
