package snsfake

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	_ "embed"
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"strings"
	"sync"
)

// The key that signs messages, and its certificate, are made for tests, the same for all and known to everybody. With 1,024 bits it
// signs in 0.3 ms; AWS's 2,048 would take 0.9.
var (
	//go:embed signing.key
	signingKeyPEM []byte

	//go:embed signing.pem
	signingCertificate []byte
)

// signingKey is parsed when the first message is signed.
var signingKey = sync.OnceValue(func() *rsa.PrivateKey {
	block, _ := pem.Decode(signingKeyPEM)
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		panic(err) // it is embedded
	}
	return key
})

// certificatePath is where the certificate is to be had; AWS's ends with the fingerprint too.
const certificatePath = "/SimpleNotificationService-7506a1e35b36ef5a444dd1a8e7cc3ed8.pem"

// servePage answers the request for the certificate.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path != certificatePath {
		return false
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	w.Write(signingCertificate)
	return true
}

// sign returns the signature of the message with a text, by the version that the topic says.
func (p *publication) sign(text string) string {
	if s, ok := p.signed[text]; ok {
		return s
	}
	hash, digest := crypto.SHA1, []byte(nil)
	canonical := p.canonical(text)
	if p.signature == "2" {
		sum := sha256.Sum256(canonical)
		hash, digest = crypto.SHA256, sum[:]
	} else {
		sum := sha1.Sum(canonical)
		digest = sum[:]
	}
	sig, err := rsa.SignPKCS1v15(nil, signingKey(), hash, digest)
	if err != nil {
		panic(err) // the key is large enough for both digests
	}
	if p.signed == nil {
		p.signed = map[string]string{}
	}
	p.signed[text] = base64.StdEncoding.EncodeToString(sig)
	return p.signed[text]
}

// canonical is what is signed: names and values, a line each (Developer Guide, verifying the signatures of messages).
func (p *publication) canonical(text string) []byte {
	var b strings.Builder
	add := func(name, value string) {
		b.WriteString(name + "\n" + value + "\n")
	}
	add("Message", text)
	add("MessageId", p.id)
	if p.kind == "Notification" {
		if p.subject != "" {
			add("Subject", p.subject)
		}
	} else {
		add("SubscribeURL", p.subscribeURL())
	}
	add("Timestamp", p.timestamp())
	if p.kind != "Notification" {
		add("Token", p.token)
	}
	add("TopicArn", p.topic.arn)
	add("Type", p.kind)
	return []byte(b.String())
}
