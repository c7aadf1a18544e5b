using NSec.Cryptography;

namespace Palladium.Federation.Keys;

/// <summary>Private keys as PEM (PKCS #8) files that only their owner can read.</summary>
internal static class KeyFiles
{
    public static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a new file with mode 0600 from its first byte on, synced. An existing one is never replaced.</summary>
    public static void Write(string file, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var stream = new FileStream(file, options);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    public static Key Load(string file, Algorithm algorithm) =>
        Key.TryImport(algorithm, File.ReadAllBytes(file), KeyBlobFormat.PkixPrivateKeyText, out var key, Exportable) && key is not null
            ? key
            : throw new FormatException($"{file} does not hold a private key of {algorithm.GetType().Name} as PKCS #8 PEM.");

    public static Key LoadOrCreate(string file, Algorithm algorithm)
    {
        if (!File.Exists(file))
        {
            using var key = Key.Create(algorithm, Exportable);
            Write(file, key.Export(KeyBlobFormat.PkixPrivateKeyText));
        }

        return Load(file, algorithm);
    }
}
