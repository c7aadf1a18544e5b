using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NSec.Cryptography;

namespace Palladium.Federation.Keys;

/// <summary>
/// A node's private keys in <c>DATA/keys</c>, each file with mode 0600: <c>log.key</c> (Ed25519: signs own checkpoints and, under
/// another key id, cosigns others'), <c>transport.pem</c> (ECDSA P-256 key and self-signed certificate), <c>sealing.key</c>
/// (X25519), <c>storage.key</c> (32 random bytes, base64). Owns the key handles: dispose it when the node stops.
/// </summary>
public sealed class NodeKeys : IDisposable
{
    private readonly Key _log;
    private readonly Key _sealing;
    private readonly byte[] _storage;

    private NodeKeys(Key log, Key sealing, byte[] storage, X509Certificate2 transport)
    {
        _log = log;
        _sealing = sealing;
        _storage = storage;
        Transport = transport;
        Public = new NodePublicKeys(
            _log.PublicKey.Export(KeyBlobFormat.RawPublicKey),
            TransportPin.Of(transport),
            Convert.ToHexStringLower(_sealing.PublicKey.Export(KeyBlobFormat.RawPublicKey)));
    }

    /// <summary>The certificate of the peer port, with its private key.</summary>
    public X509Certificate2 Transport { get; }

    /// <summary>What the charter needs to know.</summary>
    public NodePublicKeys Public { get; }

    /// <summary>Loads the keys of a data folder; makes those that are missing (first start, <c>node init</c>).</summary>
    /// <param name="dataFolder">The node's DATA folder; <c>keys</c> is made in it with mode 0700.</param>
    /// <exception cref="FormatException">A file is there and does not hold what it should.</exception>
    public static NodeKeys LoadOrCreate(string dataFolder)
    {
        var folder = Folder(dataFolder);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var storage = Path.Combine(folder, "storage.key");
        if (!File.Exists(storage))
        {
            KeyFiles.Write(storage, Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n"));
        }

        var storageKey = Convert.FromBase64String(File.ReadAllText(storage).Trim());
        if (storageKey.Length != 32)
        {
            throw new FormatException($"{storage} does not hold 32 bytes as base64.");
        }

        return new NodeKeys(
            KeyFiles.LoadOrCreate(Path.Combine(folder, "log.key"), SignatureAlgorithm.Ed25519),
            KeyFiles.LoadOrCreate(Path.Combine(folder, "sealing.key"), KeyAgreementAlgorithm.X25519),
            storageKey,
            TransportCertificate.LoadOrCreate(Path.Combine(folder, "transport.pem")));
    }

    /// <summary>The 32-byte seed of the log key, for the log's note signer. The caller clears it.</summary>
    public byte[] ExportLogSeed() => _log.Export(KeyBlobFormat.RawPrivateKey);

    /// <summary>The 32-byte key under which bodies are encrypted at rest. The caller clears it.</summary>
    public byte[] ExportStorageKey() => [.. _storage];

    /// <inheritdoc />
    public void Dispose()
    {
        _log.Dispose();
        _sealing.Dispose();
        CryptographicOperations.ZeroMemory(_storage);
        Transport.Dispose();
    }

    private static string Folder(string dataFolder) => Path.Combine(dataFolder, "keys");
}
