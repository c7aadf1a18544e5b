using System.Text.Json;
using Palladium.Governance.Oversight;

namespace Palladium.Node.Oversight;

/// <summary>The keys of a member as first seen.</summary>
internal sealed record PinnedMember(string Id, string Name, string Kind, string Origin, string LogKey, string CosignKey, string? PublicUrl);

/// <summary>What an audit remembers beside its mirrors.</summary>
internal sealed record AuditMemory(
    string Network, long CharterVersion, IReadOnlyList<PinnedMember> Members, IReadOnlyList<OversightFinding> Findings)
{
    public static AuditMemory Empty { get; } = new("", 0, [], []);
}

/// <summary>
/// The folder of an audit: <c>memory.json</c> and <c>mirrors/MEMBER/</c>. Losing it loses what was seen before, and with it the
/// power to notice that a log was shortened or replaced since.
/// </summary>
internal sealed class AuditState(string folder)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly string _file = Path.Combine(folder, "memory.json");

    /// <summary>Folder of a member's mirror.</summary>
    public string MirrorOf(string member) => Path.Combine(folder, "mirrors", member);

    /// <summary>What is remembered; nothing in a new folder.</summary>
    /// <exception cref="InvalidDataException">The file is damaged: without it nothing may be called good.</exception>
    public AuditMemory Load()
    {
        if (!File.Exists(_file))
        {
            return AuditMemory.Empty;
        }

        try
        {
            return JsonSerializer.Deserialize<AuditMemory>(File.ReadAllBytes(_file), Options) ?? throw new InvalidDataException($"{_file} is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{_file} is damaged: {e.Message}", e);
        }
    }

    /// <summary>Replaces what is remembered.</summary>
    public void Save(AuditMemory memory)
    {
        Directory.CreateDirectory(folder);
        WriteWhole(_file, JsonSerializer.SerializeToUtf8Bytes(memory, Options));
    }

    /// <summary>Writes a file so that a reader finds the old or the new one, whole.</summary>
    public static void WriteWhole(string file, byte[] bytes)
    {
        using (var stream = new FileStream(file + ".new", FileMode.Create, FileAccess.Write))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(file + ".new", file, overwrite: true);
    }
}
