using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palladium.Records.Json;

namespace Palladium.Doctrine.Bundle;

/// <summary>
/// The files of a doctrine as they are hashed and sent: path with forward slashes to text, ordered by path. Knows which
/// paths may occur and how large it all may be, and nothing of what is in the files.
/// </summary>
internal static class DoctrineFiles
{
    public const int MostFiles = 1000;
    public const int MostBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Whether a doctrine may hold a file of this path.</summary>
    public static bool IsKnownPath(string path) =>
        path is DoctrineManifest.Path or "schema.cedarschema" or Thresholds.ThresholdFile.Path or Warnings.WarningFile.Path
            or Retention.RetentionFile.Path or Force.ForceFile.Path or "README.md"
        || IsIn(path, "policies/", ".cedar") || IsIn(path, "plans/", ".toml")
        || IsIn(path, "tests/", "") || IsIn(path, "proofs/", "");

    /// <summary>SHA-256 over the canonical JSON of path to SHA-256 of the file's bytes, as lower-case hexadecimal digits.</summary>
    public static string Hash(ImmutableSortedDictionary<string, string> files)
    {
        var listing = new JsonObject();
        foreach (var (path, text) in files)
        {
            listing[path] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }

        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(listing)));
    }

    public static byte[] Pack(ImmutableSortedDictionary<string, string> files)
    {
        var json = new JsonObject();
        foreach (var (path, text) in files)
        {
            json[path] = text;
        }

        return CanonicalJson.Write(json);
    }

    public static ImmutableSortedDictionary<string, string>? Unpack(ReadOnlySpan<byte> bytes, List<DoctrineProblem> problems)
    {
        // JSON escapes can double the size of a text; anything above that cannot be a doctrine.
        if (bytes.Length > 2 * MostBytes)
        {
            problems.Add(new("", 0, 0, "bundle.size", $"A doctrine has at most {MostBytes} bytes."));
            return null;
        }

        if (!CanonicalJson.Read(bytes).Accepted(out var node, out var refusal))
        {
            problems.Add(new("", 0, 0, refusal.Rule, refusal.Message));
            return null;
        }

        if (node is not JsonObject json || json.Any(file => file.Value is not JsonValue value || value.GetValueKind() != JsonValueKind.String))
        {
            problems.Add(new("", 0, 0, "bundle.form", "A packed doctrine is an object of path to text."));
            return null;
        }

        return json.ToImmutableSortedDictionary(file => file.Key, file => file.Value!.GetValue<string>(), StringComparer.Ordinal);
    }

    /// <summary>Reads a folder. Hidden files and folders are left out; anything else unexpected is a problem.</summary>
    public static ImmutableSortedDictionary<string, string>? ReadFolder(string folder, List<DoctrineProblem> problems)
    {
        if (!Directory.Exists(folder))
        {
            problems.Add(new(folder, 0, 0, "bundle.folder", "There is no such folder."));
            return null;
        }

        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (path.Split('/').Any(part => part.StartsWith('.')))
            {
                continue;
            }

            try
            {
                if (files.Count >= MostFiles || new FileInfo(file).Length > MostBytes)
                {
                    problems.Add(new(path, 0, 0, "bundle.size", $"A doctrine has at most {MostFiles} files and {MostBytes} bytes."));
                    return null;
                }

                files[path] = StrictUtf8.GetString(File.ReadAllBytes(file));
            }
            catch (DecoderFallbackException)
            {
                problems.Add(new(path, 0, 0, "bundle.encoding", "This file is not UTF-8 text."));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add(new(path, 0, 0, "bundle.unreadable", $"This file can't be read: {e.Message}"));
            }
        }

        return files.ToImmutable();
    }

    public static void Check(ImmutableSortedDictionary<string, string> files, List<DoctrineProblem> problems)
    {
        if (files.Count > MostFiles || files.Sum(file => (long)Encoding.UTF8.GetByteCount(file.Value)) > MostBytes)
        {
            problems.Add(new("", 0, 0, "bundle.size", $"A doctrine has at most {MostFiles} files and {MostBytes} bytes."));
        }

        foreach (var (path, text) in files)
        {
            if (!IsKnownPath(path))
            {
                problems.Add(new(path, 0, 0, "bundle.path", "A doctrine has no file of this name; docs/doctrine.md lists them."));
            }

            if (text.StartsWith('\ufeff') || text.Contains('\r') || text.Contains('\0'))
            {
                problems.Add(new(path, 0, 0, "bundle.encoding", "Files are UTF-8 with no byte-order mark, and lines end in LF."));
            }
        }
    }

    private static bool IsIn(string path, string folder, string ending)
    {
        if (!path.StartsWith(folder, StringComparison.Ordinal) || !path.EndsWith(ending, StringComparison.Ordinal))
        {
            return false;
        }

        var name = path.AsSpan(folder.Length);
        return name.Length is > 0 and <= 100 && name[0] != '.'
            && name.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") < 0;
    }
}
