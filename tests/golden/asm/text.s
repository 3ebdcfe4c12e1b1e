# rustc 1.95.0 (59807616e 2026-04-14)

text_read:
	push r15
	push r14
	push rbx
	cmp rsi, 16
	jne .1
	movzx ebx, byte ptr [rdi]
	cmp rbx, 14
	ja .1
	lea ecx, [4*rbx]
	mov eax, dword ptr [rdi + 9]
	movzx edx, word ptr [rdi + 13]
	shl rdx, 32
	or rdx, rax
	mov r8, rdx
	shr r8, cl
	xor eax, eax
	test cl, 64
	mov r9, r8
	cmovne r9, rax
	mov r10, r9
	shr r10, cl
	test cl, 64
	mov rsi, qword ptr [rdi + 1]
	mov r11, r10
	cmovne r11, rax
	mov r14, rsi
	shrd r14, rdx, cl
	test cl, 64
	cmovne r14, r8
	shrd r14, r9, cl
	test cl, 64
	cmovne r14, r10
	or r14, r11
	jne .2
	lea r14, [rdi + 1]
	or rsi, rdx
	movabs rax, -9187201950435737472
	test rsi, rax
	jne .3
.4:
	xor eax, eax
	cmp byte ptr [rdi + 15], 0
	cmove rax, r14
	jmp .2
.3:
	mov r15, rdi
	mov rdi, r14
	mov rsi, rbx
	call qword ptr [rip + tessera::view::text::is_utf8
	mov rdi, r15
	test al, al
	jne .4
.1:
	xor eax, eax
.2:
	mov rdx, rbx
	pop rbx
	pop r14
	pop r15
	ret

text_write:
	mov eax, 1
	cmp rsi, 16
	jb .1
	mov qword ptr [rdi + 7], 0
	mov qword ptr [rdi + 1], 0
	cmp rcx, 14
	ja .1
	lea rax, [rdi + 1]
	cmp rcx, 8
	jbe .2
	mov rsi, qword ptr [rdx]
	mov qword ptr [rax], rsi
	mov rdx, qword ptr [rdx + rcx - 8]
	mov qword ptr [rax + rcx - 8], rdx
	jmp .3
.2:
	cmp rcx, 3
	jbe .4
	mov esi, dword ptr [rdx]
	mov dword ptr [rax], esi
	mov edx, dword ptr [rdx + rcx - 4]
	mov dword ptr [rax + rcx - 4], edx
	jmp .3
.4:
	test rcx, rcx
	je .3
	movzx esi, byte ptr [rdx + rcx - 1]
	mov byte ptr [rdi + rcx], sil
	cmp rcx, 1
	je .3
	movzx edx, word ptr [rdx]
	mov word ptr [rax], dx
.3:
	mov byte ptr [rdi], cl
	mov byte ptr [rdi + 15], 0
	xor eax, eax
.1:
	mov edx, 16
	ret
